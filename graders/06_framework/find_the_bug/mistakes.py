"""Known mistakes of find_the_bug: what was handed out, and repairs that miss.

What is said of the code as it was handed out does not name its bug.
"""

import torch
from generic_mistakes import typical
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, mse_loss, one_hot


def _by_hand(sign_1=1, sign_2=1, mask=lambda hidden: hidden > 0, later=False, scale=1.0):
    """A run by hand in which one thing is wrong."""

    def train_by_hand(X, y, W1, W2, lr, steps):
        losses = []
        for _ in range(steps):
            hidden = (X @ W1).relu()
            error = y - hidden @ W2
            losses.append((error**2).sum().item() / (2 * len(X)))
            delta = scale * error / len(X)
            moved = W2 + sign_2 * lr * hidden.T @ delta
            back = (delta @ (moved if later else W2).T) * mask(hidden)
            W1 = W1 + sign_1 * lr * X.T @ back
            W2 = moved
        return W1, W2, losses

    return train_by_hand


@typical
class first_layer_climbs:
    """`train_by_hand` still does what was reported. Take it apart: let only one layer move, and
    look at the loss. Then let only the other one move."""

    train_by_hand = _by_hand(sign_1=-1)


class both_layers_climb:
    """Now both layers of `train_by_hand` move up the slope of the loss. Look at what the deltas
    are made of, y - answers or answers - y, before you choose the sign of a step."""

    train_by_hand = _by_hand(sign_1=-1, sign_2=-1)


class second_layer_first:
    """Your first layer uses W2 as it is after the step of the second layer. Both steps belong to
    the same loss: find both gradients first, then move."""

    train_by_hand = _by_hand(later=True)


class mask_left_out:
    """Your gradient goes through hidden units that relu has switched off. Where the hidden value
    is 0, a small change of the weights changes nothing."""

    train_by_hand = _by_hand(mask=lambda hidden: torch.ones_like(hidden))


class slope_scaled:
    """Your gradients are twice those of the loss of the docstring. It is half the sum of the
    squares, and the half takes away the factor 2 of the derivative."""

    train_by_hand = _by_hand(scale=2.0)


def _with_autograd(clear):
    """A run with autograd; `clear` is called before each backward pass with the step's number."""

    def train_with_autograd(model, X, y, lr, steps):
        losses = []
        for step in range(steps):
            loss = mse_loss(model(X), y)
            losses.append(loss.item())
            clear(model, step)
            loss.backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= lr * parameter.grad
        return losses

    return train_with_autograd


@typical
class gradients_pile_up:
    """`train_with_autograd` still does what was reported. Print the gradient of one number in each
    step. Is it the slope of the loss of this step?"""

    train_with_autograd = _with_autograd(lambda model, step: None)


class only_the_first_cleared:
    """You empty the gradient of one parameter only. A model has more of them: `model.zero_grad()`
    empties all."""

    def _first(model, step):
        next(model.parameters()).grad = None

    train_with_autograd = _with_autograd(_first)


class cleared_before_the_step:
    """You empty the gradients between `backward` and the step, so the step is made with zeros and
    nothing moves. A step needs the gradients that `backward` has just found."""

    def train_with_autograd(model, X, y, lr, steps):
        return [mse_loss(model(X), y).item()] * steps


class averaged_over_the_steps:
    """You divide by the number of steps so far, so each step follows the mean of all gradients
    that there were. That is tamer, and still not the gradient of this step."""

    def train_with_autograd(model, X, y, lr, steps):
        losses = []
        for step in range(steps):
            loss = mse_loss(model(X), y)
            losses.append(loss.item())
            loss.backward()
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter -= lr * parameter.grad / (step + 1)
        return losses


def _fitting(loss_of, rate=1.0):
    """A run of an optimizer on the loss of (model(X), y)."""

    def train(model, X, y, lr, steps):
        optimizer = torch.optim.SGD(model.parameters(), lr=rate * lr)
        losses = []
        for _ in range(steps):
            loss = loss_of(model(X), y)
            losses.append(loss.item())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return losses

    return train


@typical
class softmax_before_the_loss:
    """`train_classifier` still does what was reported. Ask the loss what it says to perfect
    answers: 1 for the right class and 0 for the others."""

    train_classifier = _fitting(lambda logits, y: cross_entropy(logits.softmax(1), y))


class sigmoid_instead:
    """You replaced softmax by a sigmoid, or by a loss for separate yes-or-no questions. Here one
    of several classes is right, and the loss wants the logits as they are."""

    train_classifier = _fitting(
        lambda logits, y: binary_cross_entropy_with_logits(
            logits, one_hot(y, logits.shape[1]).to(logits.dtype)
        )
    )


class rate_raised:
    """You raised the learning rate. The loss falls faster to the same floor: it is not a question
    of speed."""

    train_classifier = _fitting(lambda logits, y: cross_entropy(logits.softmax(1), y), 10.0)


class probabilities_as_log:
    """Your loss is the mean probability of the right class with a minus sign. The cross-entropy
    has the logarithm of that probability; without it, an answer that is quite wrong is hardly
    corrected."""

    train_classifier = _fitting(lambda logits, y: -logits.softmax(1).gather(1, y[:, None]).mean())


def _measuring(before, after):
    """An accuracy with other switches."""

    def accuracy(model, X, y):
        kept = before(model)
        with torch.no_grad():
            answers = model(X).argmax(dim=1)
        after(model, kept)
        return (answers == y).double().mean().item()

    return accuracy


@typical
class measured_while_training:
    """`accuracy` still does what was reported. Which layers behave in two ways, and which way is
    it here?"""

    accuracy = _measuring(lambda model: None, lambda model, kept: None)


class left_in_evaluation:
    """You leave the model in evaluation mode. If it is in the middle of its training, dropout and
    batch norm stop training here, and nobody notices. Put the mode back."""

    accuracy = _measuring(lambda model: model.eval(), lambda model, kept: None)


class trained_afterwards:
    """You put the model into training mode when you have measured, whatever its mode was. A model
    that came in evaluation mode should leave in it."""

    accuracy = _measuring(lambda model: model.eval(), lambda model, kept: model.train())


class dropout_off_only:
    """You switch off dropout only. Batch norm has two ways as well: it still measures this batch,
    and its running averages change. `model.eval()` speaks to all layers."""

    def _off(model):
        kept = [m for m in model.modules() if isinstance(m, torch.nn.Dropout) and m.training]
        for layer in kept:
            layer.eval()
        return kept

    def _on(model, kept):
        for layer in kept:
            layer.train()

    accuracy = _measuring(_off, _on)


@typical
class column_against_row:
    """`train_regression` still does what was reported. Print the shape of the errors before they
    are squared: how many should there be?"""

    train_regression = _fitting(lambda answers, y: ((answers - y) ** 2).mean())


class errors_added_up:
    """You add up the squared errors of the rows. The docstring asks for their mean; with the sum,
    the steps grow with the number of rows."""

    train_regression = _fitting(lambda answers, y: ((answers.squeeze(1) - y) ** 2).sum())


def _strongest(correlation, k):
    return correlation.abs().topk(k).indices


def _validated(
    rows=lambda valid: ~valid,
    centres=lambda valid: ~valid,
    choose=_strongest,
    all_means=False,
):
    """An accuracy whose columns and centres come from these rows."""

    def validated_accuracy(X, y, valid, k):
        known, labels = X[rows(valid)], y[rows(valid)].double()
        centred = known - (X if all_means else known).mean(0)
        target = labels - (y.double() if all_means else labels).mean()
        covariance = (centred * target[:, None]).sum(0)
        correlation = covariance / (centred.pow(2).sum(0) * target.pow(2).sum()).sqrt()
        columns = choose(correlation, k)
        learned = X[centres(valid)][:, columns]
        classes = y[centres(valid)]
        middle = torch.stack([learned[classes == c].mean(0) for c in (0, 1)])
        answers = torch.cdist(X[valid][:, columns], middle).argmin(dim=1)
        return (answers == y[valid]).double().mean().item()

    return validated_accuracy


@typical
class columns_chosen_on_all_rows:
    """`validated_accuracy` still does what was reported. What is learned here? The centres, and
    what else? From which rows?"""

    validated_accuracy = _validated(rows=lambda valid: torch.ones_like(valid))


class centres_of_all_rows:
    """Your centres are the means of all rows, those for validation included. They are learned too,
    so they must come from the training rows alone."""

    validated_accuracy = _validated(centres=lambda valid: torch.ones_like(valid))


class means_of_all_rows:
    """You choose the columns on the training rows, but subtract the means of all rows. The means
    are learned too: those of the validation rows must not take part."""

    validated_accuracy = _validated(all_means=True)


class columns_not_chosen:
    """You use all columns. Then nothing leaks, but the method is another one: the k columns with
    the largest correlation are asked for."""

    validated_accuracy = _validated(choose=lambda correlation, k: torch.arange(len(correlation)))


class columns_chosen_on_validation:
    """You choose the columns on the validation rows. These are the very rows that must not take
    part: choose on the training rows."""

    validated_accuracy = _validated(rows=lambda valid: valid)


class sign_of_the_correlation:
    """You choose the columns with the largest correlation, and leave out those that are strongly
    negative. A column that falls when the other rises tells as much: look at the magnitude."""

    validated_accuracy = _validated(choose=lambda correlation, k: correlation.topk(k).indices)


def _epoch(rows=lambda order: order, targets=lambda order: order, drop=False):
    """An epoch whose rows and targets come in these orders."""

    def train_epoch(model, X, y, order, bs, lr):
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        losses = []
        X, y = X[rows(order)], y[targets(order)]
        for start in range(0, len(X) - (bs - 1 if drop else 0), bs):
            loss = cross_entropy(model(X[start : start + bs]), y[start : start + bs])
            losses.append(loss.item())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return losses

    return train_epoch


@typical
class targets_not_ordered:
    """`train_epoch` still does what was reported. Follow one row by hand: at which place is it in
    its batch, and which target is at that place?"""

    train_epoch = _epoch(targets=lambda order: torch.arange(len(order)))


class order_left_out:
    """You take the rows as they come, so each meets its own target. But `order` says how the epoch
    is shuffled, and has to be kept to."""

    train_epoch = _epoch(lambda order: torch.arange(len(order)), lambda order: order.sort().values)


class targets_ordered_alone:
    """Now the targets are in the new order, and the rows are not. The same row numbers have to
    choose both."""

    train_epoch = _epoch(rows=lambda order: torch.arange(len(order)))


class last_batch_dropped:
    """You leave out the smaller batch at the end. Its rows belong to the epoch too."""

    train_epoch = _epoch(drop=True)


def _softmax(divisor):
    """A layer with softmax whose gradient is divided by this."""

    def train_softmax(X, y, W, lr, steps):
        losses = []
        for _ in range(steps):
            shares = (X @ W).softmax(dim=1)
            losses.append(-shares[torch.arange(len(y)), y].log().mean().item())
            delta = shares - one_hot(y, W.shape[1])
            W = W - lr * X.T @ delta / divisor(len(X), W.shape[1])
        return W, losses

    return train_softmax


@typical
class mean_of_the_mean:
    """`train_softmax` still does what was reported. Compare its step with autograd's gradient of
    the same loss. By which factor do they differ, for 10 rows and for 100?"""

    train_softmax = _softmax(lambda n, c: n * n)


class never_divided:
    """Now nothing is divided by the number of rows. The loss is a mean over the rows, and so is
    its gradient: divide once."""

    train_softmax = _softmax(lambda n, c: 1)


class divided_by_the_classes:
    """You divide by the number of classes as well. The loss is a mean over the rows; over the
    classes it is a sum, of which only one part is not zero."""

    train_softmax = _softmax(lambda n, c: n * c)


class learning_rate_blamed:
    """You named the learning rate. It is the first thing to suspect, and the report says what came
    of changing it. What is wrong here stays wrong with every rate."""

    DIAGNOSIS = dict.fromkeys(range(1, 9), "learning rate")


class overfitting_blamed:
    """You named overfitting. A model that overfits is good on the rows from which it has learned
    and bad on others. Is that what was reported here?"""

    DIAGNOSIS = dict.fromkeys(range(1, 9), "overfitting")
