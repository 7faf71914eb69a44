"""Known mistakes of he_init: each namespace stands in for part of the reference."""

import math

import reference
import torch
from generic_mistakes import typical


def fan(shape):
    return shape[0] if len(shape) == 2 else math.prod(shape[1:])


def normal(shape, rng, deviation):
    if len(shape) in (2, 4):
        return torch.randn(*shape, generator=rng) * deviation
    return reference.he_normal(shape, rng)


@typical
class fan_out:
    """You count the outputs. A unit adds up its inputs, and it is that sum which must keep its
    size; how many units there are beside it makes no difference to it."""

    def he_normal(shape, rng):
        out = {2: lambda: shape[1], 4: lambda: shape[0] * shape[2] * shape[3]}
        count = out.get(len(shape), lambda: 1)()
        return normal(shape, rng, math.sqrt(2 / count))


@typical
class all_parameters:
    """You divide by the number of all weights. Some notes say so, but a unit adds up only its own
    inputs: with the count of all weights a signal is gone after a few layers."""

    def he_normal(shape, rng):
        return normal(shape, rng, math.sqrt(2 / math.prod(shape)))


@typical
class no_square_root:
    """You multiply by 2 / fan-in. That is the variance; a number with standard deviation 1 has to
    be multiplied by a standard deviation, the square root of it."""

    def he_normal(shape, rng):
        return normal(shape, rng, 2 / fan(shape)) if shape else reference.he_normal(shape, rng)


@typical
class one_instead_of_two:
    """Your variance is 1 / fan-in, which suits a layer without relu. Relu silences half of what
    comes in, so the weights have to make up for it with a factor 2."""

    def he_normal(shape, rng):
        return (
            normal(shape, rng, math.sqrt(1 / fan(shape)))
            if shape
            else reference.he_normal(shape, rng)
        )


@typical
class channels_only:
    """For a convolution you count the channels alone. A unit sees all channels at each of the
    kh * kw places of its window, and adds up all of it."""

    def he_normal(shape, rng):
        if len(shape) == 4:
            return normal(shape, rng, math.sqrt(2 / shape[1]))
        return reference.he_normal(shape, rng)


@typical
class window_only:
    """For a convolution you count the places of the window alone. At each of them a unit sees all
    I channels, and adds up all of it."""

    def he_normal(shape, rng):
        if len(shape) == 4:
            return normal(shape, rng, math.sqrt(2 / (shape[2] * shape[3])))
        return reference.he_normal(shape, rng)


@typical
class first_axis_always:
    """You take the first axis for the inputs, whatever the layer. For a convolution of shape
    (O, I, kh, kw) the first axis counts the outputs."""

    def he_normal(shape, rng):
        if len(shape) == 4:
            return normal(shape, rng, math.sqrt(2 / shape[0]))
        return reference.he_normal(shape, rng)


@typical
class uniform:
    """Your numbers have the right standard deviation, but they are uniform. That works in practice
    too (PyTorch's own layers draw uniform numbers, smaller ones). You should return normal numbers,
    which are sometimes large."""

    def he_normal(shape, rng):
        if len(shape) not in (2, 4):
            return reference.he_normal(shape, rng)
        bound = math.sqrt(6 / fan(shape))
        return (2 * torch.rand(*shape, generator=rng) - 1) * bound


@typical
class deviation_as_bound:
    """You draw uniform numbers between plus and minus the standard deviation. Their own standard
    deviation is smaller by a factor of the square root of 3, and they are not normal."""

    def he_normal(shape, rng):
        if len(shape) not in (2, 4):
            return reference.he_normal(shape, rng)
        bound = math.sqrt(2 / fan(shape))
        return (2 * torch.rand(*shape, generator=rng) - 1) * bound


class never_negative:
    """Your weights are never negative (`torch.rand` lies between 0 and 1). Behind the first relu
    every sum is then positive, no unit is ever off, and the signal grows from layer to layer."""

    def he_normal(shape, rng):
        if len(shape) not in (2, 4):
            return reference.he_normal(shape, rng)
        return torch.rand(*shape, generator=rng) * math.sqrt(2 / fan(shape))


class columns_alike:
    """All columns of your weights are the same. Then all units are the same, and stay so: each
    weight needs a random number of its own."""

    def he_normal(shape, rng):
        if len(shape) != 2:
            return reference.he_normal(shape, rng)
        return reference.he_normal((shape[0], 1), rng).expand(shape).clone()


@typical
class biases_random:
    """Your biases are random. The weights have broken the symmetry already, so biases start at
    zero: no unit should begin with an opinion."""

    def he_normal(shape, rng):
        if len(shape) == 1:
            return torch.randn(*shape, generator=rng) * math.sqrt(2 / shape[0])
        return reference.he_normal(shape, rng)


class shape_unchecked:
    """You accept a shape that belongs to no layer, and give it some fan-in. A typing error in a
    shape would be found much later; raise a ValueError."""

    def he_normal(shape, rng):
        if len(shape) in (1, 2, 4):
            return reference.he_normal(shape, rng)
        return torch.randn(shape, generator=rng) * 0.1


class other_generator:
    """Your numbers do not come from the generator that you were given. People seed a generator
    to get the same weights again tomorrow: pass it on as `generator=rng`."""

    def he_normal(shape, rng):
        if len(shape) not in (2, 4):
            return reference.he_normal(shape, rng)
        return torch.randn(*shape) * math.sqrt(2 / fan(shape))


class seeded_anew:
    """You seed the generator in each call, so that every layer gets the same numbers. Take the
    next numbers from it, and leave its seed alone."""

    def he_normal(shape, rng):
        rng.manual_seed(0)
        return reference.he_normal(shape, rng)


def trained(init, X, T, H, C, lr, steps, *, relu=True, scale=1.0, first=1.0, biases=1.0):
    W1, W2 = init((X.shape[1], H)), init((H, C))
    b1, b2 = X.new_zeros(H), X.new_zeros(C)
    for _ in range(steps):
        Z = X @ W1 + b1
        A = Z.clamp(min=0) if relu else Z
        P = torch.softmax(A @ W2 + b2, dim=1)
        blame = scale * (P - torch.eye(C, dtype=X.dtype)[T]) / len(X)
        back = blame @ W2.T * (A > 0 if relu else 1)
        W1, b1 = W1 - first * lr * X.T @ back, b1 - first * biases * lr * back.sum(0)
        W2, b2 = W2 - lr * A.T @ blame, b2 - biases * lr * blame.sum(0)
    return W1.clone(), reference.different_columns(W1)


class first_layer_frozen:
    """Your weights W1 do not learn. All four tensors take every step, and the question is what
    becomes of the hidden units, which are the columns of W1."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        return trained(init, X, T, H, C, lr, steps, first=0.0)


@typical
class uphill:
    """Your training adds the gradients, so that the loss grows. Subtract them."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        return trained(init, X, T, H, C, -lr, steps)


class one_step_short:
    """You take one step too few (`range(1, steps)` has one number less than `range(steps)`)."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        return trained(init, X, T, H, C, lr, max(steps - 1, 0))


class relu_forgotten:
    """There is no relu between your layers. It is part of the net: without it the two layers are
    only one."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        return trained(init, X, T, H, C, lr, steps, relu=False)


class biases_left_out:
    """Your net has no biases, or they do not learn. They start at zero here and then learn like
    all the rest."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        return trained(init, X, T, H, C, lr, steps, biases=0.0)


class summed_over_the_batch:
    """You add up the losses of the examples. The loss is their mean, so the gradient is divided by
    the number of examples."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        return trained(init, X, T, H, C, lr, steps, scale=len(X))


@typical
class all_units_counted:
    """You count all units, equal or not. Count those that differ: units that are the same in every
    weight are one unit that costs more."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        return trained(init, X, T, H, C, lr, steps)[0], H


class rows_counted:
    """You count the different rows of W1. A row belongs to an input; a hidden unit is a column."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        W1, _ = trained(init, X, T, H, C, lr, steps)
        return W1, reference.different_columns(W1.T)


class counted_before_training:
    """You count the units as they were before the training. What matters is whether training can
    part them, and it can when their weights to the outputs differ."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        W1, _ = trained(init, X, T, H, C, lr, steps)
        return W1, reference.different_columns(init((X.shape[1], H)))


class every_digit_counted:
    """You compare the units digit by digit. Rounding makes equal units differ in the sixteenth
    digit; they count as the same if they differ by no more than 1e-6."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        W1, _ = trained(init, X, T, H, C, lr, steps)
        return W1, W1.unique(dim=1).shape[1]


class start_overwritten:
    """You train the very tensors that `init` gave, in place. They may belong to somebody who wants
    to start from them once more: train copies."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        start = init((X.shape[1], H))
        W1, units = trained(init, X, T, H, C, lr, steps)
        start.copy_(W1)
        return W1, units


class float32_by_name:
    """You ask for float32. You should use torch's default dtype, which is float32 only as long as
    nobody has set another: leave `dtype` out and you get it."""

    def he_normal(shape, rng):
        return reference.he_normal(shape, rng).to(torch.float32)


class rounded_before_counting:
    """You round the weights before you count. Two columns that are closer than a millionth may lie
    on either side of a border and be rounded apart, and two that are farther apart may be rounded
    together: compare the differences with 1e-6."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        W1, _ = reference.dead_symmetry(init, X, T, H, C, lr, steps)
        return W1, (W1 * 1e6).round().unique(dim=1).shape[1]


class stops_when_it_is_slow:
    """You stop the training when the weights hardly change. With a small learning rate they hardly
    change from the start; take `steps` steps, whatever comes of them."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        done = 0
        while done < steps:
            before, _ = reference.dead_symmetry(init, X, T, H, C, lr, done)
            W1, _ = reference.dead_symmetry(init, X, T, H, C, lr, done + 1)
            done += 1
            if torch.allclose(before, W1):
                break
        return reference.dead_symmetry(init, X, T, H, C, lr, done)


class biases_in_float64:
    """Your biases have a dtype of their own, and the weights take it over in the first step. Make
    them with the dtype of X, as `X.new_zeros(H)` does."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        W1, count = reference.dead_symmetry(init, X, T, H, C, lr, steps)
        return W1.double(), count


class both_sides_counted:
    """You take the mean of inputs and outputs. That is the rule of Glorot and Bengio, made for
    another activation; before relu it is 2 over the number of inputs."""

    def he_normal(shape, rng):
        count = {2: lambda: sum(shape), 4: lambda: (shape[0] + shape[1]) * shape[2] * shape[3]}
        return normal(shape, rng, math.sqrt(2 / count.get(len(shape), lambda: 1)()))


class both_first_axes_counted:
    """You add up the first two axes, inputs and outputs. Only the inputs count, and for a
    convolution they are I times the places of the window."""

    def he_normal(shape, rng):
        if len(shape) not in (2, 4):
            return reference.he_normal(shape, rng)
        return normal(shape, rng, math.sqrt(2 / (shape[0] + shape[1])))


def descended(init, X, T, H, C, lr, steps, change):
    """Training by another step: `change(tensors, gradients)` gives the new W1, b1, W2 and b2."""
    tensors = [init((X.shape[1], H)).clone(), X.new_zeros(H), init((H, C)).clone(), X.new_zeros(C)]
    for _ in range(steps):
        tensors = change(tensors, slopes(tensors, X, T, C))
    return tensors[0].clone(), reference.different_columns(tensors[0])


def slopes(tensors, X, T, C):
    W1, b1, W2, b2 = tensors
    A = (X @ W1 + b1).clamp(min=0)
    blame = (torch.softmax(A @ W2 + b2, dim=1) - torch.eye(C, dtype=X.dtype)[T]) / len(X)
    back = blame @ W2.T * (A > 0)
    return [X.T @ back, back.sum(0), A.T @ blame, blame.sum(0)]


def all_but(frozen, lr):
    """A step that leaves out the tensors with these numbers."""

    def change(tensors, gradients):
        pairs = enumerate(zip(tensors, gradients, strict=True))
        return [t if i in frozen else t - lr * g for i, (t, g) in pairs]

    return change


class hidden_biases_never_trained:
    """Your hidden biases keep their first value, zero. All four tensors take every step: b1 too."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        return descended(init, X, T, H, C, lr, steps, all_but({1}, lr))


class last_biases_never_trained:
    """The biases of your classes keep their first value, zero. All four tensors take every step: b2
    too."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        return descended(init, X, T, H, C, lr, steps, all_but({3}, lr))


class second_layer_frozen:
    """Your second layer does not learn. All four tensors take every step: W2 and b2 too."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        return descended(init, X, T, H, C, lr, steps, all_but({2, 3}, lr))


class second_weights_frozen:
    """Your weights W2 do not learn. All four tensors take every step."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        return descended(init, X, T, H, C, lr, steps, all_but({2}, lr))


class gradients_not_cleared:
    """Your steps grow longer and longer: the gradients of all steps before are still in the sum.
    torch adds to `.grad` in every `backward()`, so clear it before the next one."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        piled = [0, 0, 0, 0]

        def change(tensors, gradients):
            piled[:] = [p + g for p, g in zip(piled, gradients, strict=True)]
            return [t - lr * p for t, p in zip(tensors, piled, strict=True)]

        return descended(init, X, T, H, C, lr, steps, change)


class gradient_of_the_start:
    """All your steps are equal: each uses the gradients of the first weights. They change with the
    weights, so compute them again before every step."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        first = []

        def change(tensors, gradients):
            first.extend(gradients if not first else [])
            return [t - lr * g for t, g in zip(tensors, first, strict=True)]

        return descended(init, X, T, H, C, lr, steps, change)


class second_layer_first:
    """You change the second layer before the blame has gone back through it. Compute all four
    gradients with the same weights, and change the weights afterwards."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        def change(tensors, gradients):
            W1, b1, W2, b2 = all_but({0, 1}, lr)(tensors, gradients)
            A = (X @ W1 + b1).clamp(min=0)
            scores = A @ tensors[2] + tensors[3]
            blame = (torch.softmax(scores, dim=1) - torch.eye(C, dtype=X.dtype)[T]) / len(X)
            back = blame @ W2.T * (A > 0)
            return [W1 - lr * X.T @ back, b1 - lr * back.sum(0), W2, b2]

        return descended(init, X, T, H, C, lr, steps, change)


class one_step_more:
    """You take one step more than asked for."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        return trained(init, X, T, H, C, lr, steps + 1)


class alike_in_one_weight:
    """You take two units for the same when they agree in a single weight. Two columns are the same
    when they differ nowhere."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        W1, _ = reference.dead_symmetry(init, X, T, H, C, lr, steps)
        gaps = (W1[:, :, None] - W1[:, None]).abs().amin(0)
        return W1, counted(gaps)


class alike_on_average:
    """You compare the mean of the differences with a millionth. Two columns may differ in one
    weight by more than that, and not in the others: the largest difference decides."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        W1, _ = reference.dead_symmetry(init, X, T, H, C, lr, steps)
        gaps = (W1[:, :, None] - W1[:, None]).abs().mean(0)
        return W1, counted(gaps)


def counted(gaps):
    """How many units are not the same as one before them."""
    kept = []
    for unit in range(len(gaps)):
        if all(gaps[unit, other] > 1e-6 for other in kept):
            kept.append(unit)
    return len(kept)


class layers_asked_for_in_turn:
    """You ask `init` for the second layer first. If it draws random numbers, each layer gets those
    that were meant for the other one: ask for (D, H), then for (H, C)."""

    def dead_symmetry(init, X, T, H, C, lr=0.5, steps=20):
        W2, W1 = init((H, C)), init((X.shape[1], H))
        given = [W1, W2]
        return reference.dead_symmetry(lambda shape: given.pop(0), X, T, H, C, lr, steps)
