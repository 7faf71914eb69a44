"""Known mistakes of perceptron: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import in_float64, loop_over, overwriting, partly_on_the_cpu, typical


def fit(X, y, max_epochs, change, fires=lambda score: score > 0):
    """The perceptron rule with another change of w and b: most mistakes differ in that."""
    w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
    for _ in range(max_epochs):
        mistakes = 0
        for x, label in zip(X, y, strict=True):
            score = x @ w + b
            error = label - fires(score).long()
            w, b = change(w, b, x, label, error, score)
            mistakes += int(error != 0)
        if mistakes == 0:
            return w, b, True
    return w, b, False


@typical
class no_bias:
    """You leave out the bias, so the neuron's line has to go through the origin. With all inputs at
    0 it could never answer 1."""

    def predict(X, w, b):
        return (X @ w > 0).long()


@typical
class plus_and_minus_one:
    """You answer -1 and 1. Some books label the classes so; here they are 0 and 1."""

    def predict(X, w, b):
        return torch.where(X @ w + b > 0, 1, -1)


@typical
class score_returned:
    """You return the weighted sum. A neuron decides: 1 where the sum is above zero, else 0."""

    def predict(X, w, b):
        return X @ w + b


@typical
class wrong_at_zero:
    """Your neuron answers 1 when the weighted sum is exactly 0. Here it must be *greater* than 0.
    Both are possible; what matters is that learning and answering agree."""

    def predict(X, w, b):
        return (X @ w + b >= 0).long()


@typical
class true_and_false:
    """You return true and false. Labels are the numbers 0 and 1 in int64, and the answers should be
    like them."""

    def predict(X, w, b):
        return X @ w + b > 0


loop_over_rows = typical(loop_over("predict", "X"))

answers_on_the_cpu = partly_on_the_cpu("predict")


@typical
class no_bias_learned:
    """Your bias stays where it began. It learns as the weights do, from an input that is always 1;
    without it every line goes through the origin."""

    def perceptron_fit(X, y, max_epochs):
        return fit(X, y, max_epochs, lambda w, b, x, label, error, score: (w + error * x, b))


class ones_only:
    """Rows with label 0 never change your weights. A rule like `w + y * x` is made for labels -1
    and 1; with 0 and 1 a wrong 1 has to be pulled down too."""

    def perceptron_fit(X, y, max_epochs):
        def change(w, b, x, label, error, score):
            step = label * (error != 0)
            return w + step * x, b + step

        return fit(X, y, max_epochs, change)


@typical
class wrong_direction:
    """You move away from the right answer: where the neuron should have said 1 and said 0, its
    weighted sum is too small, and adding the row makes it larger."""

    def perceptron_fit(X, y, max_epochs):
        def change(w, b, x, label, error, score):
            return w - error * x, b - error

        return fit(X, y, max_epochs, change)


class score_as_error:
    """You correct by the difference between label and weighted sum, at every row. That is another
    rule (the delta rule, of Widrow and Hoff). The perceptron looks at its answer, 0 or 1, and a
    right answer changes nothing."""

    def perceptron_fit(X, y, max_epochs):
        def change(w, b, x, label, error, score):
            return w + (label - score) * x, b + (label - score)

        return fit(X, y, max_epochs, change)


@typical
class once_an_epoch:
    """You collect the mistakes of an epoch and correct them together. The perceptron corrects each
    mistake at once, so that the next row meets the corrected weights."""

    def perceptron_fit(X, y, max_epochs):
        w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
        for _ in range(max_epochs):
            error = (y - (X @ w + b > 0).long()).to(X.dtype)
            if not error.any():
                return w, b, True
            w, b = w + error @ X, b + error.sum()
        return w, b, False


class wrong_at_zero_in_training:
    """In training your neuron answers 1 when the weighted sum is exactly 0, and elsewhere it does
    not. At the start every sum is 0, so learning begins with other mistakes than it should, and it
    may end on a line that `predict` judges differently."""

    def perceptron_fit(X, y, max_epochs):
        def change(w, b, x, label, error, score):
            return w + error * x, b + error

        return fit(X, y, max_epochs, change, lambda score: score >= 0)


@typical
class learning_rate_used:
    """Your steps have another length than 1, as with a learning rate. For a perceptron that starts
    at zero a rate only stretches weights and bias and never changes an answer, so the rule does
    without."""

    def perceptron_fit(X, y, max_epochs):
        def change(w, b, x, label, error, score):
            return w + 0.1 * error * x, b + 0.1 * error

        return fit(X, y, max_epochs, change)


class one_epoch_more:
    """You train for one epoch more than `max_epochs`. That number is the limit, the last epoch
    included."""

    def perceptron_fit(X, y, max_epochs):
        def change(w, b, x, label, error, score):
            return w + error * x, b + error

        return fit(X, y, max_epochs + 1, change)


@typical
class quiet_after_one_row:
    """You stop as soon as one row is right. One right answer is no proof, since the next row may be
    wrong: a whole epoch has to pass without a mistake."""

    def perceptron_fit(X, y, max_epochs):
        w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
        for _ in range(max_epochs):
            for x, label in zip(X, y, strict=True):
                error = label - (x @ w + b > 0).long()
                if error == 0:
                    return w, b, True
                w, b = w + error * x, b + error
        return w, b, len(X) == 0


@typical
class mistakes_of_last_row:
    """You look at the last row only when you decide whether the epoch was quiet. Count the mistakes
    of the whole epoch."""

    def perceptron_fit(X, y, max_epochs):
        w, b = X.new_zeros(X.shape[1]), X.new_zeros(())
        for _ in range(max_epochs):
            mistakes = 0
            for x, label in zip(X, y, strict=True):
                error = label - (x @ w + b > 0).long()
                w, b = w + error * x, b + error
                mistakes = int(error != 0)
            if mistakes == 0:
                return w, b, True
        return w, b, False


@typical
class always_converged:
    """You report convergence even when the epochs have run out. People then trust the
    neuron; XOR shows that there are labels that no line separates."""

    def perceptron_fit(X, y, max_epochs):
        def change(w, b, x, label, error, score):
            return w + error * x, b + error

        w, b, _ = fit(X, y, max_epochs, change)
        return w, b, True


class right_in_the_end:
    """You ask at the end whether the last weights get all rows right. They may, although the last
    epoch still had a mistake. You should say whether there was an epoch without one."""

    def perceptron_fit(X, y, max_epochs):
        def change(w, b, x, label, error, score):
            return w + error * x, b + error

        w, b, _ = fit(X, y, max_epochs, change)
        return w, b, bool(((X @ w + b > 0).long() == y).all())


@typical
class never_converged:
    """You never report convergence, even after an epoch without a mistake. One such epoch is
    enough, whatever happened before: count the mistakes of each epoch from zero."""

    def perceptron_fit(X, y, max_epochs):
        def change(w, b, x, label, error, score):
            return w + error * x, b + error

        w, b, _ = fit(X, y, max_epochs, change)
        return w, b, False


class nothing_is_not_learned:
    """With no rows you report that nothing was learned. An epoch over no rows passes without a
    mistake."""

    def perceptron_fit(X, y, max_epochs):
        def change(w, b, x, label, error, score):
            return w + error * x, b + error

        w, b, converged = fit(X, y, max_epochs, change)
        return w, b, converged and len(X) > 0


always_float64 = typical(in_float64("perceptron_fit"))

labels_overwritten = typical(overwriting("perceptron_fit", "y"))

zeros_on_the_cpu = partly_on_the_cpu("perceptron_fit")


@typical
class or_instead:
    """Your network answers OR: 1 where both inputs are on as well. Exclusive or means one of them
    and not both; a single neuron cannot say that, which is why there is a hidden layer."""

    def xor_net(x):
        return (x.sum(dim=1) > 0.5).long()


class equal_instead:
    """Your network answers 1 where both inputs are alike. That is the opposite of exclusive or."""

    def xor_net(x):
        total = x.sum(dim=1)
        return ((total < 0.5) | (total > 1.5)).long()


class layer_without_neurons:
    """Your hidden layer passes on its weighted sums without deciding. Sums of sums are sums: the
    whole network is then a single neuron, and one line cannot separate XOR."""

    def xor_net(x):
        total = x.sum(dim=1)
        either, both = total - 0.5, total - 1.5
        return (either - both - 0.5 > 0).long()


class table_of_cases:
    """Any two inputs that are not equal to the last digit count as different. Either you compare
    them, or the lines of your neurons go right through the corners (0, 0) and (1, 1). Give three
    neurons weights that leave room around each corner."""

    def xor_net(x):
        return (x[:, 0] != x[:, 1]).long()


class no_margin:
    """A line of yours goes right through a corner, so that the least disturbance tips the answer
    over. Put each threshold in the middle between what it has to tell apart."""

    def xor_net(x):
        total = x.sum(dim=1)
        return ((total > 0) & (total < 1.5)).long()


class rounded_table:
    """You decide which inputs are on and compare them, or multiply the inputs with each other. A
    neuron multiplies inputs with weights only, and its border is one straight line; yours are two
    lines that cross, with opposite corners alike, and that takes more neurons."""

    def xor_net(x):
        on = x > 0.5
        return (on[:, 0] != on[:, 1]).long()


net_on_the_cpu = partly_on_the_cpu("xor_net")


class almost_zero_is_zero:
    """You compare with a small number instead of with 0. A sum that is above 0 by ever so little is
    above 0, and the answer is 1."""

    def predict(X, w, b):
        return (X @ w + b > 1e-6).long()


class output_sees_the_inputs:
    """Your last neuron sees the inputs besides the answers of hidden neurons. With such a shortcut
    one hidden neuron is enough; here the third neuron sees the two hidden answers and nothing
    else."""

    def xor_net(x):
        both = (x.sum(dim=1) > 1.5).to(x.dtype)
        return (x.sum(dim=1) - 2 * both > 0.5).long()


class row_always_added:
    """You add the row at every mistake. Where the neuron said 1 and should have said 0, the row is
    subtracted: the weighted sum has to become smaller there."""

    def perceptron_fit(X, y, max_epochs):
        def change(w, b, x, label, error, score):
            return w + (error != 0) * x, b + error

        return fit(X, y, max_epochs, change)


class inputs_left_out:
    """At a mistake you change all weights by the same amount. A weight changes by its own input: an
    input of 0 had no part in the answer, and its weight stays."""

    def perceptron_fit(X, y, max_epochs):
        def change(w, b, x, label, error, score):
            return w + error, b + error

        return fit(X, y, max_epochs, change)
