"""Known mistakes of two_layer_net: each namespace stands in for the reference."""

from typing import ClassVar

import reference
import torch
from generic_mistakes import loop_over, overwriting, partly_on_the_cpu, typical


def probabilities(scores):
    return torch.softmax(scores, dim=1)


@typical
class zero_start:
    """All weights start at zero. Then no hidden unit ever hears anything, all of them are blamed
    alike, and nothing but the last biases can learn. Random numbers make the units different."""

    class TwoLayer(reference.TwoLayer):
        def __init__(self, D, H, C):
            super().__init__(D, H, C)
            self.W1, self.W2 = torch.zeros(D, H), torch.zeros(H, C)


class same_start:
    """You seed the generator when a net is made, so every net starts with the same numbers, and
    random numbers that are drawn afterwards are always the same too. Leave the seed alone: it
    belongs to the whole program."""

    class TwoLayer(reference.TwoLayer):
        def __init__(self, D, H, C):
            torch.manual_seed(0)
            super().__init__(D, H, C)


@typical
class weights_the_other_way:
    """You store the weights as (outputs, inputs), as `torch.nn.Linear` does. Here a column belongs
    to a receiver, shape (inputs, outputs), so that a layer is X @ W without a transpose."""

    class TwoLayer(reference.TwoLayer):
        def __init__(self, D, H, C):
            super().__init__(D, H, C)
            self.W1, self.W2 = self.W1.T, self.W2.T


@typical
class relu_forgotten:
    """There is no relu between your layers. Two linear layers in a row are only one linear layer
    with another name, and one layer cannot learn the lamps."""

    class TwoLayer(reference.TwoLayer):
        def hidden(self, X):
            return X @ self.W1 + self.b1


@typical
class relu_on_the_scores:
    """You cut the scores off at zero before the softmax. The relu belongs to the hidden units; a
    score may be negative, and for a wrong class it should be."""

    class TwoLayer(reference.TwoLayer):
        def forward(self, X):
            return probabilities((self.hidden(X) @ self.W2 + self.b2).clamp(min=0))


@typical
class hidden_bias_forgotten:
    """The biases b1 play no part in your hidden units. Without them a unit can only switch on and
    off at the origin."""

    class TwoLayer(reference.TwoLayer):
        def hidden(self, X):
            return (X @ self.W1).clamp(min=0)


@typical
class softmax_over_the_batch:
    """Your columns add up to 1 instead of your rows. The classes of one example compete with each
    other; other examples of the batch have nothing to do with it."""

    class TwoLayer(reference.TwoLayer):
        def forward(self, X):
            return torch.softmax(self.hidden(X) @ self.W2 + self.b2, dim=0)


@typical
class scores_instead_of_probabilities:
    """You return the scores. The softmax that turns them into probabilities is missing: no value
    below 0, and each row adds up to 1."""

    class TwoLayer(reference.TwoLayer):
        def forward(self, X):
            return self.hidden(X) @ self.W2 + self.b2


@typical
class no_maximum_subtracted:
    """Large scores overflow: exp(1000) is infinite, and infinity divided by infinity is not a
    number. Softmax does not change when the largest score of each row is subtracted first, and then
    nothing can overflow."""

    class TwoLayer(reference.TwoLayer):
        def forward(self, X):
            powers = (self.hidden(X) @ self.W2 + self.b2).exp()
            return powers / powers.sum(dim=1, keepdim=True)


class weights_remembered:
    """Your net computes with weights that were put aside when it was made. W1, b1, W2 and b2 may be
    replaced at any time, so read the attributes in the moment when you need them."""

    class TwoLayer(reference.TwoLayer):
        def __init__(self, D, H, C):
            super().__init__(D, H, C)
            self.old = (self.W1, self.b1, self.W2, self.b2)

        def forward(self, X):
            W1, b1, W2, b2 = self.old
            return probabilities((X @ W1 + b1).clamp(min=0) @ W2 + b2)


@typical
class always_float64:
    """You compute in float64 whatever comes in. Probabilities and gradients should have the dtype
    of the inputs and the weights."""

    class TwoLayer(reference.TwoLayer):
        def forward(self, X):
            hidden = (X.double() @ self.W1.double() + self.b1.double()).clamp(min=0)
            return probabilities(hidden @ self.W2.double() + self.b2.double())

        def backward(self, X, T):
            net = reference.TwoLayer(1, 1, 1)
            for name in ("W1", "b1", "W2", "b2"):
                setattr(net, name, getattr(self, name).double())
            self.grads = net.backward(X.double(), T)
            return self.grads


made_on_the_cpu = partly_on_the_cpu("TwoLayer.forward TwoLayer.backward")


def blame_of(net, X, T):
    """Of the scores."""
    return (net.forward(X) - torch.eye(net.W2.shape[1], dtype=X.dtype)[T]) / len(T)


def gradients(net, X, A, blame, passed_on):
    net.grads = {
        "W1": X.T @ passed_on,
        "b1": passed_on.sum(dim=0),
        "W2": A.T @ blame,
        "b2": blame.sum(dim=0),
    }
    return net.grads


@typical
class relu_slope_always_one:
    """All hidden units are blamed, those that were off too. Either the slope of the relu is
    missing, or you asked its output whether it is >= 0, which it always is. A unit that was off
    sent nothing and has no part in the error."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            blame = blame_of(self, X, T)
            return gradients(self, X, self.hidden(X), blame, blame @ self.W2.T)


class mask_from_the_blame:
    """You let the blame through where the blame is positive. The relu was on or off because of
    what came in on the way forward, so its mask has to be made from Z or A."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            blame = blame_of(self, X, T)
            back = blame @ self.W2.T
            return gradients(self, X, self.hidden(X), blame, back * (back > 0))


class zero_counts_as_on:
    """You let the blame through to units whose sum is exactly zero. Such a unit sent nothing, and
    here it counts as off, as in PyTorch. (With >= on the sum instead of > you get this.)"""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            blame = blame_of(self, X, T)
            Z = X @ self.W1 + self.b1
            return gradients(self, X, self.hidden(X), blame, blame @ self.W2.T * (Z >= 0))


@typical
class divided_by_n_twice:
    """You divide by the number of examples twice. The mean brings one 1/N; with another the
    gradient shrinks with every example that is added."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            self.grads = {name: grad / len(T) for name, grad in self.grads.items()}
            return self.grads


@typical
class summed_over_the_batch:
    """Your gradient is that of the sum of the losses. The loss is their mean, so that a batch of
    ten and one of a thousand ask for steps of the same size: divide by N, once."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            self.grads = {name: grad * len(T) for name, grad in self.grads.items()}
            return self.grads


@typical
class bias_gradient_averaged:
    """You average the blame over the examples for the biases, but the 1/N of the mean is in the
    blame already. A bias adds up what it hears, just as a weight does."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            for name in ("b1", "b2"):
                self.grads[name] = self.grads[name] / len(T)
            return self.grads


class hidden_bias_gradient_averaged:
    """You average the blame of the hidden units over the examples for b1, but the 1/N of the mean
    is in the blame already. A bias adds up what it hears, just as a weight does."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            self.grads["b1"] = self.grads["b1"] / len(T)
            return self.grads


class bias_gradient_zero:
    """Your biases have no gradient. They take part in every score, so they are to blame too: as a
    weight whose sender always sends 1."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            for name in ("b1", "b2"):
                self.grads[name] = torch.zeros_like(self.grads[name])
            return self.grads


@typical
class bias_gradient_not_summed:
    """The gradient of each bias still has a row for every example. All examples share one bias, so
    what they say about it is added up, and the gradient has the shape of the bias."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            blame = blame_of(self, X, T)
            self.grads["b2"] = blame
            self.grads["b1"] = blame @ self.W2.T * (self.hidden(X) > 0)
            return self.grads


@typical
class outer_product_turned:
    """Your gradients of W1 and W2 are the transposes of what they should be: blame times sender.
    Here a row of W belongs to a sender, so the product is sender times blame."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            for name in ("W1", "W2"):
                self.grads[name] = self.grads[name].T
            return self.grads


class first_layer_frozen:
    """Your blame stops at the hidden units: W1 and b1 get a gradient of zero. Then the first layer
    keeps its random weights for ever, and only the second learns."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            for name in ("W1", "b1"):
                self.grads[name] = torch.zeros_like(self.grads[name])
            return self.grads


class uphill:
    """All your gradients have the wrong sign. You took truth minus probability; the loss falls when
    the probability of the true class grows, so its derivative is probability minus truth."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            self.grads = {name: -grad for name, grad in self.grads.items()}
            return self.grads


class twice_the_blame:
    """Your gradients have a factor 2, as the derivative of a square would. The loss here is the
    cross-entropy: no square, and for the scores just probability minus truth."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            self.grads = {name: 2 * grad for name, grad in self.grads.items()}
            return self.grads


class slope_of_the_softmax_again:
    """You multiply the blame by P (1 - P) as well. That is the slope of a single sigmoid; for
    cross-entropy after a softmax it has been taken care of, and P minus the truth is all that is
    left."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            P, A = self.forward(X), self.hidden(X)
            blame = blame_of(self, X, T) * P * (1 - P)
            return gradients(self, X, A, blame, blame @ self.W2.T * (A > 0))


class sender_before_its_relu:
    """For the gradient of W2 you use the sums of the hidden units from before the relu. What
    travelled along W2 is what came out of the relu; a unit that was off sent nothing."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            blame, Z = blame_of(self, X, T), X @ self.W1 + self.b1
            return gradients(self, X, Z, blame, blame @ self.W2.T * (Z > 0))


class latest_forward_only:
    """Your backward pass uses what the latest forward pass has left behind. If that one saw other
    examples, everything is mixed up: compute the hidden values for the X that `backward` gets."""

    class TwoLayer(reference.TwoLayer):
        seen = None

        def forward(self, X):
            self.seen = self.hidden(X), super().forward(X)
            return self.seen[1]

        def backward(self, X, T):
            if self.seen is None:
                self.forward(X)
            A, P = self.seen
            blame = (P - torch.eye(P.shape[1], dtype=X.dtype)[T]) / len(T)
            return gradients(self, X, A, blame, blame @ self.W2.T * (A > 0))


class weights_changed_by_backward:
    """Your `backward` learns already: it changes the weights. Then nobody can look at a gradient
    without moving the net, and a step moves it twice. Let `step` do it."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            self.step(0.1)
            return self.grads


inputs_overwritten = typical(overwriting("TwoLayer.backward", "X"))


@typical
class gradients_added_up:
    """Your gradients grow from call to call, because each is added to those before. PyTorch does
    that with `.grad`, which is why its users call `zero_grad`; here each call stands for itself."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            before = self.grads
            now = super().backward(X, T)
            self.grads = {name: grad + before.get(name, 0) for name, grad in now.items()}
            return self.grads


class logarithm_of_zero:
    """You go through the loss: a division by the probability of the true class, which can be as
    small as zero. For the gradient the logarithm is not needed: P minus the truth is finite
    always."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            P, A, truth = self.forward(X), self.hidden(X), torch.eye(self.W2.shape[1])[T]
            slope = -truth.to(X.dtype) / P / len(T)
            blame = P * (slope - (slope * P).sum(dim=1, keepdim=True))
            return gradients(self, X, A, blame, blame @ self.W2.T * (A > 0))


loop_over_examples = loop_over("TwoLayer.backward", "X", what="the examples")


@typical
class learning_rate_forgotten:
    """The learning rate plays no part in your step. The gradient says in which direction and how
    steep; how far to go is for the learning rate to say."""

    class TwoLayer(reference.TwoLayer):
        def step(self, lr):
            super().step(1.0)


@typical
class step_uphill:
    """Your step adds the gradients. They point to where the loss grows; subtract them."""

    class TwoLayer(reference.TwoLayer):
        def step(self, lr):
            super().step(-lr)


@typical
class biases_never_learn:
    """Your step leaves the biases where they are. They have gradients like the weights, and learn
    in the same way."""

    class TwoLayer(reference.TwoLayer):
        def step(self, lr):
            self.W1 = self.W1 - lr * self.grads["W1"]
            self.W2 = self.W2 - lr * self.grads["W2"]


class second_layer_first:
    """Your second layer learns first, and then the blame for the first layer travels back along
    its new weights. The error was made with the old ones: find all gradients, then take the
    step."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            self.batch = X, self.hidden(X), blame_of(self, X, T)
            return super().backward(X, T)

        def step(self, lr):
            X, A, blame = self.batch
            self.W2 = self.W2 - lr * self.grads["W2"]
            self.b2 = self.b2 - lr * self.grads["b2"]
            back = blame @ self.W2.T * (A > 0)
            self.W1 = self.W1 - lr * X.T @ back
            self.b1 = self.b1 - lr * back.sum(dim=0)


class gradients_changed_instead:
    """After your step the weights are where they were. A line such as `w = w - lr * g` in a loop
    gives the name w to a new tensor; the attribute of the net still holds the old one."""

    class TwoLayer(reference.TwoLayer):
        def step(self, lr):
            for w, g in zip((self.W1, self.W2), (self.grads["W1"], self.grads["W2"]), strict=True):
                w = w - lr * g


class first_gradients_kept:
    """Your step uses the gradients of the first `backward` for ever. Each call of `backward`
    replaces what the one before has found."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            kept = self.grads
            now = super().backward(X, T)
            self.grads = kept or now
            return now


class never_negative:
    """Your first weights are not normal numbers with mean 0. `torch.rand` draws between 0 and 1:
    all weights push the same way then, and no unit is ever off. `torch.randn` draws normal ones."""

    class TwoLayer(reference.TwoLayer):
        def __init__(self, D, H, C):
            super().__init__(D, H, C)
            self.W1, self.W2 = torch.rand(D, H) / D**0.5, torch.rand(H, C) / H**0.5


class seeded:
    """You seed torch's generator when a net is made. Everything else in the program that draws from
    it is then no longer what its own seed said: leave the generator alone."""

    class TwoLayer(reference.TwoLayer):
        def __init__(self, D, H, C):
            torch.seed()
            super().__init__(D, H, C)


class gradients_of_the_class:
    """Your gradients belong to the class, so all nets share them: a net steps with what another one
    found. Make the dictionary in `__init__`, on `self`."""

    class TwoLayer(reference.TwoLayer):
        shared: ClassVar = {}

        def backward(self, X, T):
            self.shared.update(super().backward(X, T))
            return dict(self.shared)

        def step(self, lr):
            self.grads = self.shared
            super().step(lr)


class hidden_biases_never_trained:
    """The gradient of b1 is zero, so the hidden biases keep their first value for ever. They take
    part in every hidden sum, as a weight whose sender always sends 1: they add up what their units
    are blamed for."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            self.grads["b1"] = torch.zeros_like(self.grads["b1"])
            return self.grads


class step_leaves_out_the_hidden_biases:
    """Your step changes all but the hidden biases. They learn as the others do: b1 has a gradient
    too."""

    class TwoLayer(reference.TwoLayer):
        def step(self, lr):
            b1 = self.b1
            super().step(lr)
            self.b1 = b1


class one_gradient_for_all_biases:
    """All biases of a layer have the same gradient: the sum over the whole tensor. Each bias
    belongs to one unit and hears from all examples about this unit only: add up the rows, and keep
    the columns apart."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            for name in ("b1", "b2"):
                self.grads[name] = self.grads[name].sum().expand_as(self.grads[name]).clone()
            return self.grads


class mean_over_the_whole_tensor:
    """All biases of a layer have the same gradient: the mean over the whole tensor. Each bias
    belongs to one unit and hears from all examples about this unit only: add up the rows, and keep
    the columns apart."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            for name in ("b1", "b2"):
                mean = self.grads[name].mean() / len(T)
                self.grads[name] = mean.expand_as(self.grads[name]).clone()
            return self.grads


class activation_for_its_slope:
    """You multiply the blame by the output of the relu. The slope of the relu is 1 where a unit was
    on and 0 where it was off, however large its output was."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            blame, A = blame_of(self, X, T), self.hidden(X)
            return gradients(self, X, A, blame, blame @ self.W2.T * A)


class weights_before_the_relu:
    """For the gradient of W1 you use the blame from before it went through the relu. A unit that
    was off has no part in the error, so nothing is changed in the weights that lead to it."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            self.grads["W1"] = X.T @ (blame_of(self, X, T) @ self.W2.T)
            return self.grads


class biases_before_the_relu:
    """For the gradient of b1 you use the blame from before it went through the relu. A unit that
    was off has no part in the error, and neither has its bias."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            super().backward(X, T)
            self.grads["b1"] = (blame_of(self, X, T) @ self.W2.T).sum(dim=0)
            return self.grads


class every_label_in_every_row:
    """You subtract 1 in the columns of all labels, in every row. Each example has one true class:
    the 1 belongs to that column of that row only."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            A, P = self.hidden(X), self.forward(X)
            blame = (P - torch.eye(P.shape[1], dtype=X.dtype)[T].amax(0)) / len(T)
            return gradients(self, X, A, blame, blame @ self.W2.T * (A > 0))


class only_the_true_class_blamed:
    """You blame the true class only. The scores of the other classes are to blame too: each took a
    share of the probability, and should have been lower."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            blame, A = blame_of(self, X, T), self.hidden(X)
            blame = blame * torch.eye(blame.shape[1], dtype=X.dtype)[T]
            return gradients(self, X, A, blame, blame @ self.W2.T * (A > 0))


class classes_counted:
    """You divide by the number of examples times the number of classes. The loss is the mean over
    the examples, so it is divided by N."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            classes = self.W2.shape[1]
            super().backward(X, T)
            self.grads = {name: grad / classes for name, grad in self.grads.items()}
            return self.grads


class scores_for_probabilities:
    """Your blame is score minus truth. It is probability minus truth: the softmax of the scores
    comes first."""

    class TwoLayer(reference.TwoLayer):
        def backward(self, X, T):
            A = self.hidden(X)
            scores = A @ self.W2 + self.b2
            blame = (scores - torch.eye(scores.shape[1], dtype=X.dtype)[T]) / len(T)
            return gradients(self, X, A, blame, blame @ self.W2.T * (A > 0))


class step_twice_as_long:
    """Your step is twice as long as it should be. It is the learning rate times the gradient, and
    nothing more."""

    class TwoLayer(reference.TwoLayer):
        def step(self, lr):
            super().step(2 * lr)


class step_of_fixed_length:
    """Your step divides each gradient by its length. Then it is equally long on a steep slope and
    on a nearly level one; plain gradient descent is the learning rate times the gradient."""

    class TwoLayer(reference.TwoLayer):
        def step(self, lr):
            for name, grad in self.grads.items():
                way = grad / grad.norm().clamp(min=1e-12)
                setattr(self, name, getattr(self, name) - lr * way)


class gradients_used_up:
    """Your second step moves nothing: the first one has used the gradients up. They stay until the
    next `backward`, so that two steps in a row are two equal steps."""

    class TwoLayer(reference.TwoLayer):
        def step(self, lr):
            super().step(lr)
            self.grads = {name: torch.zeros_like(grad) for name, grad in self.grads.items()}


class biases_random:
    """Your biases start with random numbers. The random weights have made the units different
    already; biases start at zero."""

    class TwoLayer(reference.TwoLayer):
        def __init__(self, D, H, C):
            super().__init__(D, H, C)
            self.b1, self.b2 = torch.randn(H), torch.randn(C)
