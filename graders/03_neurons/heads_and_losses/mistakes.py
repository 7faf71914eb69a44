"""Known mistakes of heads_and_losses: each namespace stands in for part of the reference."""

import reference
import torch
from generic_mistakes import in_float64, loop_over, overwriting, partly_on_the_cpu, typical
from torch.nn.functional import one_hot


# torch's own are not in the box, for mistakes that are handed in neither.
def logsigmoid(z):
    return z.clamp(max=0) - torch.log1p(torch.exp(-z.abs()))


def log_softmax(z, axis):
    z = z - z.amax(axis, keepdim=True)
    return z - z.exp().sum(axis, keepdim=True).log()


def truth(z, y):
    return one_hot(y, z.shape[1]).to(z.dtype)


@typical
class sum_instead_of_mean:
    """You add the losses up and do not take their mean. The step of training would then grow with
    the number of examples in a batch, and a learning rate that suits one batch size would suit no
    other."""

    def bce_with_logits(z, y):
        return reference.bce_with_logits(z, y) * z.numel()

    def cross_entropy(z, y):
        return reference.cross_entropy(z, y) * len(z)


class questions_summed:
    """You take the mean over the examples but add up the questions of each. Here, as in PyTorch,
    the mean goes over all N * K answers."""

    def bce_with_logits(z, y):
        return reference.bce_with_logits(z, y) * z.shape[1]


@typical
class only_the_yes_terms:
    """Your loss looks only where the truth is yes. A network that answers yes to everything would
    then be perfect: the part (1 - y) log(1 - p) is what it has to pay with."""

    def bce_with_logits(z, y):
        return -(y * logsigmoid(z)).mean()


class softmax_for_several_questions:
    """You use softmax where each question is a yes or no of its own. Softmax makes the questions
    compete: windy could only become likelier if fog became less likely, but both may be true."""

    def bce_with_logits(z, y):
        p = torch.softmax(z, 1)
        return -(y * p.log() + (1 - y) * (1 - p).log()).mean()


class logarithm_of_the_logit:
    """You take the logarithm of z itself, as if it were a probability. What comes in are logits,
    numbers of any size and sign; the sigmoid that makes probabilities of them is part of the
    loss."""

    def bce_with_logits(z, y):
        return -(y * z.log() + (1 - y) * (1 - z).log()).mean()


@typical
class squashed_twice:
    """Sigmoid is applied twice: a loss that takes logits got probabilities. A probability between 0
    and 1, read as a logit, is always close to "don't know", so even a perfect network keeps
    paying."""

    def bce_with_logits(z, y):
        return reference.bce_with_logits(torch.sigmoid(z), y)


@typical
class minus_forgotten:
    """Your loss is negative. The logarithm of a probability is below zero, and the minus in front
    makes a price of it: without it, training would look for the worst answers."""

    def bce_with_logits(z, y):
        return -reference.bce_with_logits(z, y)

    def cross_entropy(z, y):
        return -reference.cross_entropy(z, y)


class squared_error_of_probabilities:
    """You take the squared distance between probability and truth. It is never above 1, however
    sure the wrong answer was, and its slope becomes 0 there: nothing is left to learn from. The
    logarithm has no such limit."""

    def bce_with_logits(z, y):
        return ((torch.sigmoid(z) - y) ** 2).mean()


class lid_on_the_loss:
    """You add a small number inside the logarithm, or clamp, to keep infinity away. It does, and it
    also limits the loss and shifts all its values a little: a network that is surer of a wrong
    answer loses no more. A formula that goes from the logits straight to the loss needs no such
    help."""

    def bce_with_logits(z, y):
        p = torch.sigmoid(z)
        return -(y * (p + 1e-8).log() + (1 - y) * (1 - p + 1e-8).log()).mean()

    def cross_entropy(z, y):
        p = torch.softmax(z, 1)
        return -(p.gather(1, y[:, None]) + 1e-8).log().mean()


@typical
class logarithm_of_zero:
    """You work out the probability first and take its logarithm afterwards. A probability that is
    too small for the computer has become 0 by then, and its logarithm infinite, although the loss
    is an ordinary number. Simplify the logarithm of the fraction on paper, before any number is put
    in."""

    def bce_with_logits(z, y):
        p = torch.sigmoid(z)
        return -(y * p.log() + (1 - y) * (1 - p).log()).mean()

    def cross_entropy(z, y):
        return -torch.softmax(z, 1).gather(1, y[:, None]).log().mean()


class exponential_overflows:
    """You take exp of a large logit, which is infinite. The logarithm that comes afterwards would
    have made it small again, but from infinity there is no way back. Take the largest logit out
    first: log(e^a + e^b) = a + log(1 + e^(b-a))."""

    def bce_with_logits(z, y):
        return (torch.log(1 + torch.exp(z)) - z * y).mean()

    def cross_entropy(z, y):
        return (z.exp().sum(1).log() - z.gather(1, y[:, None])[:, 0]).mean()


class overflow_in_both_terms:
    """You take exp of a large logit, which is infinite, and multiply by 0 where the truth says so.
    Zero times infinity is not a number. Bring log(1 + exp(z)) into a form that stays finite, such
    as z + log(1 + exp(-z)) for a large z."""

    def bce_with_logits(z, y):
        below, above = torch.log(1 + torch.exp(-z)), torch.log(1 + torch.exp(z))
        return (y * below + (1 - y) * above).mean()


losses_in_float64 = typical(in_float64("bce_with_logits cross_entropy"))

input_overwritten = typical(overwriting("bce_with_logits cross_entropy", "z"))

loop_over_rows = typical(loop_over("bce_with_logits cross_entropy", "z", what="the examples"))


@typical
class softmax_twice:
    """Softmax is applied twice: a loss that takes logits got probabilities. They all lie between 0
    and 1, so read as logits they are nearly equal, and even a perfect network looks unsure.
    Training still moves, only slowly, and so this one can hide for months."""

    def cross_entropy(z, y):
        return reference.cross_entropy(torch.softmax(z, 1), y)


@typical
class every_row_with_every_label:
    """`z[:, y]` is a table of all rows with all labels, N by N, and you took the mean of it. Row i
    needs its own label only: give the row numbers as well, as in `z[rows, y]`, or use `gather`."""

    def cross_entropy(z, y):
        return -log_softmax(z, 1)[:, y].mean()


@typical
class one_hot_assumed:
    """You multiply by y as if it held a 1 for the right class and 0 for the others. Here y holds
    the number of the class, one for each row: use it as an index, or make the zeros and ones
    first."""

    def cross_entropy(z, y):
        return -(y * log_softmax(z, 1)).sum(1).mean()


class share_of_wrong_answers:
    """You return the share of wrong answers. That is a metric: fine for people to read, but it does
    not change when z changes a little, so its slope is zero and nothing can be learnt from it."""

    def cross_entropy(z, y):
        return (z.argmax(1) != y).to(z.dtype).mean()


class largest_instead_of_right:
    """Your loss looks at the class with the largest logit, not at the right one. A network would be
    rewarded for being sure, and never for being right."""

    def cross_entropy(z, y):
        return -log_softmax(z, 1).amax(1).mean()


class classes_in_the_mean:
    """You divide by N * C. Each row has one right class and pays once, so there are N terms; with
    many classes your loss would look small whatever the network does."""

    def cross_entropy(z, y):
        return reference.cross_entropy(z, y) / z.shape[1]


@typical
class softmax_down_the_columns:
    """Your softmax runs down the columns, so the examples of a batch compete for each class. The
    classes of one example should compete: along the rows."""

    def cross_entropy(z, y):
        return -log_softmax(z, 0).gather(1, y[:, None]).mean()

    def d_cross_entropy(z, y):
        return (torch.softmax(z, 0) - truth(z, y)) / len(z)


class labels_from_one:
    """You subtract 1 from the labels. They already count from 0; class 0 then becomes -1, and
    Python takes that for the last class, with no error message."""

    def cross_entropy(z, y):
        return -log_softmax(z, 1)[torch.arange(len(y), device=z.device), y - 1].mean()


class sigmoid_for_which_one:
    """You judge the right class by its own sigmoid. The other classes then pay nothing, and large
    logits for all of them would be perfect. When exactly one is right they have to share one
    probability of 1, and that is softmax."""

    def cross_entropy(z, y):
        return -logsigmoid(z.gather(1, y[:, None])).mean()


class one_maximum_for_all_rows:
    """You subtract the largest logit of the whole batch. In a row far below it all exponentials
    become zero, and the logarithm of their sum infinite. Each row needs a maximum of its own."""

    def cross_entropy(z, y):
        z = z - z.max()
        return (z.exp().sum(1).log() - z.gather(1, y[:, None])[:, 0]).mean()


class maximum_not_kept:
    """The maximum of each row has lost its axis, so it does not fit the rows that it came from.
    With `keepdim=True` the axis stays, with length 1."""

    def cross_entropy(z, y):
        top = z.amax(1)
        return (top + torch.log(torch.exp(z - top).sum(1)) - z.gather(1, y[:, None])[:, 0]).mean()


truth_on_the_cpu = partly_on_the_cpu("cross_entropy d_cross_entropy")


@typical
class mean_forgotten:
    """Your gradient is prediction minus truth, but the loss is a mean, and its division is missing.
    The step of training would grow with the number of examples in a batch."""

    def d_bce_with_logits(z, y):
        return torch.sigmoid(z) - y

    def d_cross_entropy(z, y):
        return torch.softmax(z, 1) - truth(z, y)


class mean_taken_twice:
    """You divide by the number of terms twice. The mean divides once; published code makes this
    mistake, and one only notices that training is strangely slow."""

    def d_bce_with_logits(z, y):
        return reference.d_bce_with_logits(z, y) / z.numel()

    def d_cross_entropy(z, y):
        return reference.d_cross_entropy(z, y) / len(z)


@typical
class truth_minus_prediction:
    """Your gradient has the opposite sign: truth minus prediction. That is the direction in which
    the loss falls; the gradient points to where it rises, and descent takes care of the minus. With
    both, training climbs."""

    def d_bce_with_logits(z, y):
        return -reference.d_bce_with_logits(z, y)

    def d_cross_entropy(z, y):
        return -reference.d_cross_entropy(z, y)


@typical
class questions_not_counted:
    """You divide the gradient of binary cross-entropy by the number of examples. That loss is a
    mean over all N * K answers, so its gradient is K times smaller."""

    def d_bce_with_logits(z, y):
        return (torch.sigmoid(z) - y) / len(z)


class slope_of_sigmoid_left_in:
    """You multiply by the slope of sigmoid, p (1 - p). That belongs to the squared error; in
    cross-entropy the logarithm brings 1 / p and 1 / (1 - p), which cancel it. That is what makes
    the two fit: a sure, wrong answer keeps its full gradient."""

    def d_bce_with_logits(z, y):
        p = torch.sigmoid(z)
        return (p - y) * p * (1 - p) / z.numel()


class softmax_in_the_gradient_of_bce:
    """You use softmax in the gradient of independent questions. They do not compete, so each of
    them has a sigmoid of its own."""

    def d_bce_with_logits(z, y):
        return (torch.softmax(z, 1) - y) / z.numel()


@typical
class classes_counted:
    """You divide the gradient of cross-entropy by N * C. That loss is a mean over the N rows, as
    each row pays once, for its right class."""

    def d_cross_entropy(z, y):
        return reference.d_cross_entropy(z, y) / z.shape[1]


class gradient_for_probabilities:
    """Your gradient is the one with respect to the probabilities, such as -1 / p for the right
    class. The question was how the loss changes with the logits: the slope of sigmoid or softmax
    comes in between. It cancels the fraction, and prediction minus truth is left."""

    def d_bce_with_logits(z, y):
        p = torch.sigmoid(z)
        return (p - y) / (p * (1 - p)) / z.numel()

    def d_cross_entropy(z, y):
        return -truth(z, y) / torch.softmax(z, 1) / len(z)


class only_the_right_class:
    """Only the right class gets a gradient from you. The loss also falls when the logits of the
    other classes go down, so they have a gradient too: what they were given wrongly."""

    def d_cross_entropy(z, y):
        return reference.d_cross_entropy(z, y) * truth(z, y)


class winner_takes_all:
    """You round the prediction to the class with the largest logit before you subtract the truth.
    Every right answer then has gradient 0, however narrow it was. Subtract from the probabilities
    themselves."""

    def d_cross_entropy(z, y):
        return (truth(z, z.argmax(1)) - truth(z, y)) / len(z)


class truth_forgotten:
    """Your gradient is the prediction alone; the truth plays no part in it. It would push all
    classes down and none of them up."""

    def d_cross_entropy(z, y):
        return torch.softmax(z, 1) / len(z)


class gradient_overflows:
    """You take exp of a large logit, which is infinite, and then divide infinity by infinity. Move
    the logits of a row down by their maximum first, or use `torch.softmax`, which does; a sigmoid
    should have exp(-z) in the denominator only."""

    def d_bce_with_logits(z, y):
        return (torch.exp(z) / (1 + torch.exp(z)) - y) / z.numel()

    def d_cross_entropy(z, y):
        e = torch.exp(z)
        return (e / e.sum(1, keepdim=True) - truth(z, y)) / len(z)


gradients_in_float64 = typical(in_float64("d_bce_with_logits d_cross_entropy"))

gradient_written_into_z = typical(overwriting("d_bce_with_logits d_cross_entropy", "z"))

loop_over_labels = typical(loop_over("d_cross_entropy", "y", what="the labels"))


@typical
class names_instead_of_functions:
    """You return the names of the functions, or what they gave when called, and not the functions
    themselves. In Python a function is a value like any other: write its name without quotes and
    without brackets."""

    def head_for(task):
        reference.head_for(task)
        return "sigmoid", "binary cross-entropy"


@typical
class softmax_head_for_yes_or_no:
    """Your head for independent questions is a softmax. Its answers add up to 1, so at most one of
    rain, wind and fog could be likely. Each question needs a sigmoid of its own."""

    def head_for(task):
        activation, loss = reference.head_for(task)
        return (reference.softmax_of_rows if task == "yes or no" else activation), loss


@typical
class sigmoid_head_for_which_one:
    """Your head for "which one" is a sigmoid. Its answers need not add up to 1, and two classes
    could both be certain. Where exactly one is right, softmax makes them share."""

    def head_for(task):
        activation, loss = reference.head_for(task)
        return (torch.sigmoid if task == "which one" else activation), loss


class number_cut_off:
    """Your head for "how much" bends its number. A temperature may be below zero: where a number is
    asked for, the raw score is the answer, and nothing comes in between."""

    def head_for(task):
        activation, loss = reference.head_for(task)
        return (torch.relu if task == "how much" else activation), loss


class shares_down_the_columns:
    """The softmax of your head runs down the columns, so the examples of a batch share one
    probability of 1. The classes of each example should: along its row."""

    def head_for(task):
        activation, loss = reference.head_for(task)
        return (torch.nn.Softmax(dim=0) if task == "which one" else activation), loss


class loss_of_the_answer:
    """The loss of your head expects the answer, after the activation. It is given logits: that is
    where the formulas without overflow start. A loss that takes logits and one that takes
    probabilities look alike from outside, so it has to be agreed on."""

    def head_for(task):
        def binary(p, y):
            return -(y * p.log() + (1 - y) * (1 - p).log()).mean()

        def one_of_several(p, y):
            return -p.gather(1, y[:, None]).log().mean()

        activation, loss = reference.head_for(task)
        losses = {"yes or no": binary, "which one": one_of_several}
        return activation, losses.get(task, loss)


class squares_summed:
    """The loss of your head for "how much" adds the squares up. Here it is their mean, over all
    elements, so that it does not depend on how many there are."""

    def head_for(task):
        activation, loss = reference.head_for(task)
        if task == "how much":
            return activation, lambda z, y: ((z - y) ** 2).sum()
        return activation, loss


class softmax_without_its_axis:
    """Your head for "which one" is `torch.softmax` itself. Called with the logits alone, it does
    not know the axis. Return a function that does: the classes of an example are in its row."""

    def head_for(task):
        activation, loss = reference.head_for(task)
        return (torch.softmax if task == "which one" else activation), loss


class error_of_another_kind:
    """An unknown task ends in a KeyError, which a look-up in a dictionary raises by itself. To the
    caller that looks like a fault inside your function. A ValueError says that the argument was
    wrong, and its message can say which ones are right."""

    def head_for(task):
        names = {name: name for name in ("how much", "yes or no", "which one")}
        return reference.head_for(names[task])


class anything_goes:
    """You accept any task and choose a head for it silently. A typing error in the name would then
    train the wrong head without a word; a ValueError says it at once."""

    def head_for(task):
        known = ("how much", "yes or no", "which one")
        return reference.head_for(task if task in known else "how much")


class part_of_the_name:
    """You look for a word inside the task, or at its letters whatever their case. "someone" then
    gets a head too, and a typing error trains the wrong thing. Compare the whole text with `==`."""

    def head_for(task):
        words = {"much": "how much", "yes": "yes or no", "one": "which one"}
        found = [name for word, name in words.items() if word in task.lower()]
        return reference.head_for(found[0] if found else task)


class yes_is_punished:
    """Your loss grows where the answer is yes and the logit says yes: one sign is turned round. A
    large logit is a confident yes, and it should cost nothing where y is 1."""

    def bce_with_logits(z, y):
        return (z.clamp(min=0) + z * y + torch.log1p(torch.exp(-z.abs()))).mean()


class classes_treated_alike:
    """You take the mean over all classes, so the label plays no part. In each row only the
    probability of the right class counts: y says which one that is."""

    def cross_entropy(z, y):
        return -log_softmax(z, 1).mean()


class divided_by_rows_and_elements:
    """You divide twice: by the number of rows, and by the number of rows times classes. The loss is
    the mean over the N rows, so it is divided by N, once."""

    def cross_entropy(z, y):
        return reference.cross_entropy(z, y) / z.numel()


class logarithm_left_out:
    """You take 1 minus the probability. It is hardly larger for a sure and wrong answer than for a
    doubtful one; -log p grows without limit, and its slope does not vanish there."""

    def cross_entropy(z, y):
        return 1 - log_softmax(z, 1).gather(1, y[:, None]).exp().mean()


class label_as_a_factor:
    """You multiply by the label. It is the number of a class and no amount: class 0 would cost
    nothing and class 7 seven times as much. Use it as an index."""

    def cross_entropy(z, y):
        return (-log_softmax(z, 1).mean(1) * y).mean()


class labels_multiplied_in:
    """You multiply the loss of each row by its label. It is the number of a class and no amount:
    class 0 would cost nothing and class 7 seven times as much."""

    def cross_entropy(z, y):
        return (-log_softmax(z, 1).gather(1, y[:, None])[:, 0] * y).mean()


class logit_minus_truth:
    """You subtract the truth from the logit. The gradient is the prediction minus the truth, and
    the prediction is a probability: the sigmoid of the logit."""

    def d_bce_with_logits(z, y):
        return (z - y) / z.numel()


class logits_minus_truth:
    """You subtract the truth from the logits. The gradient is the prediction minus the truth, and
    the prediction is the share of each class: the softmax of the row."""

    def d_cross_entropy(z, y):
        return (z - truth(z, y)) / len(z)


class every_label_in_every_row:
    """You subtract 1 in the columns of all labels, in every row. Each row has one right class: the
    1 belongs to that column of that row only."""

    def d_cross_entropy(z, y):
        return (torch.softmax(z, 1) - truth(z, y).amax(0)) / len(z)


class label_subtracted:
    """You subtract the number of the class. It is the number of a column and no amount: the truth
    is a 1 in that column and 0 in all others."""

    def d_cross_entropy(z, y):
        return (torch.softmax(z, 1) - y[:, None]) / len(z)


class rows_not_divided_by:
    """Your gradient of cross-entropy is prediction minus truth, but the loss is a mean over the N
    rows, and its division is missing. The step of training would grow with the batch."""

    def d_cross_entropy(z, y):
        return torch.softmax(z, 1) - truth(z, y)


class classes_turned_round:
    """Your gradient of cross-entropy has the opposite sign: truth minus prediction. The gradient
    points to where the loss rises; descent takes care of the minus."""

    def d_cross_entropy(z, y):
        return -reference.d_cross_entropy(z, y)


@typical
class answer_squashed_again:
    """The loss of your head for yes or no squashes what is already an answer, or the answer is
    squashed before the loss. A head's loss is given the logits: one sigmoid, inside the loss."""

    def head_for(task):
        activation, loss = reference.head_for(task)
        if task == "yes or no":
            return activation, lambda z, y: loss(torch.sigmoid(z), y)
        return activation, loss


class shares_shared_again:
    """The loss of your head for which one is given shares, or makes shares of shares. A head's loss
    is given the logits: one softmax, inside the loss."""

    def head_for(task):
        activation, loss = reference.head_for(task)
        if task == "which one":
            return activation, lambda z, y: loss(torch.softmax(z, 1), y)
        return activation, loss
