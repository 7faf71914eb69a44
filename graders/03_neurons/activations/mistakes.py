"""Known mistakes of activations: each namespace stands in for part of the reference."""

import math

import reference
import torch
from generic_mistakes import in_float64, loop_over, overwriting, partly_on_the_cpu, typical


class sigmoid_mirrored:
    """Your sigmoid falls where it should rise: the sign in the exponent is lost. With exp(-z) in
    the denominator, a large z makes the exponential vanish, and the result is close to 1."""

    def sigmoid(z):
        return 1 / (1 + torch.exp(z))

    tanh = torch.tanh


class math_instead_of_torch:
    """You call `math.exp`, which takes a single number. `torch.exp` takes a tensor with any number
    of them, and works on all of them at once."""

    def sigmoid(z):
        return 1 / (1 + math.exp(-z))

    def tanh(z):
        return math.tanh(z)


@typical
class tanh_at_half_speed:
    """Your tanh is 2 sigmoid(z) - 1, and that is tanh(z / 2). The curve of tanh is twice as high
    as that of sigmoid and four times as steep in the middle: 1 against 1/4. The 2 in front gives
    one factor of two. The other one comes from a 2 inside."""

    def tanh(z):
        return 2 * reference.sigmoid(z) - 1


class tanh_from_below:
    """Your tanh is upside down. Where z is positive e^z is the larger one, so e^z - e^-z has to be
    positive there."""

    def tanh(z):
        return -reference.tanh(z)


class absolute_value:
    """Your relu folds the negative half up instead of cutting it off. The neuron would then answer
    a strong no in the same way as a strong yes."""

    def relu(z):
        return z.abs()


@typical
class leaky:
    """A little of the negative half gets through your relu. That function exists and has its uses,
    but its name is leaky relu; relu gives 0 for everything below 0."""

    def relu(z):
        return torch.where(z > 0, z, 0.01 * z)


class step_instead_of_relu:
    """You answer 0 or 1 where z itself is wanted. A step has slope 0 wherever it has one, so
    nothing could learn through it; relu keeps how large a positive z is."""

    def relu(z):
        return (z > 0).to(z.dtype)


class one_question_for_many_numbers:
    """You ask `if z > 0`, or call Python's `max`, which asks it for you. That is one question for a
    whole tensor, and its elements disagree. `torch.where` and `clamp` decide for each of them."""

    def relu(z):
        return max(z, torch.zeros_like(z))


class overflow_above:
    """Far to the right you divide infinity by infinity, which is not a number: your fraction has
    e^z, or e^2z, in the numerator and in the denominator. Divide both by it, and only e^-z is
    left, which vanishes there."""

    def sigmoid(z):
        return torch.exp(z) / (1 + torch.exp(z))

    def tanh(z):
        return (torch.exp(2 * z) - 1) / (torch.exp(2 * z) + 1)


class overflow_at_both_ends:
    """Your tanh follows the definition to the letter, and far out that is infinity divided by
    infinity, which is not a number. Bring it into a form in which infinity can occur only in
    the denominator; sigmoid helps."""

    def tanh(z):
        up, down = torch.exp(z), torch.exp(-z)
        return (up - down) / (up + down)


always_float64 = typical(in_float64("sigmoid tanh relu softmax"))

input_overwritten = typical(overwriting("sigmoid relu softmax", "z"))

loop_over_elements = typical(loop_over("sigmoid relu", "z", axis=None, what="the elements"))


@typical
class always_the_first_axis:
    """Your shares add up to 1 down the columns, whichever axis was asked for. Usually a row is one
    example, and then the examples of a batch would compete with each other."""

    def softmax(z, axis):
        return reference.softmax(z, 0)


@typical
class always_the_last_axis:
    """Your shares add up to 1 along the last axis, whichever axis was asked for. Pass the argument
    `axis` on to the sum and to the maximum."""

    def softmax(z, axis):
        return reference.softmax(z, -1)


@typical
class everything_in_one_sum:
    """You divide by the sum over the whole tensor, so all its numbers compete with each other. Each
    row, along the given axis, is a case of its own and has a sum of its own."""

    def softmax(z, axis):
        return reference.softmax(z.flatten(), 0).reshape(z.shape)


class not_normalised:
    """You return the exponentials and do not divide them by their sum. They are positive, but they
    are no shares: shares add up to 1."""

    def softmax(z, axis):
        return torch.exp(z)


@typical
class exponential_forgotten:
    """You divide z by its own sum, without the exponential. With scores of both signs some shares
    become negative, and if the scores happen to cancel you divide by zero."""

    def softmax(z, axis):
        return z / z.sum(axis, keepdim=True)


class logarithm_of_softmax:
    """What you return is the logarithm of softmax: its numbers are negative. Losses like to work
    with it, but here the shares themselves are wanted."""

    def softmax(z, axis):
        return torch.log(reference.softmax(z, axis))


@typical
class axis_not_kept:
    """Your sum or maximum has lost its axis, so it no longer fits the tensor that it came from.
    With `keepdim=True` the axis stays, with length 1. (On a square tensor you would not even see an
    error, only wrong numbers.)"""

    def softmax(z, axis):
        e = torch.exp(z)
        return e / e.sum(axis)


@typical
class softmax_overflows:
    """Large scores make your exponentials infinite, or very small ones make all of them zero, and
    what you divide is then not a number. Softmax does not change when all scores of a row move
    alike, so move them to where nothing bad can happen."""

    def softmax(z, axis):
        e = torch.exp(z)
        return e / e.sum(axis, keepdim=True)


class maximum_with_its_place:
    """`max` with an axis gives two tensors: the maxima, and the places where they were found. You
    used the pair as if it were a tensor. `amax` gives the maxima alone."""

    def softmax(z, axis):
        e = torch.exp(z - z.max(axis, keepdim=True))
        return e / e.sum(axis, keepdim=True)


class one_maximum_for_all:
    """You subtract the largest number of the whole tensor. A row that lies far below it then
    consists of exponentials that are all zero, and 0 / 0 is not a number. Each row needs a maximum
    of its own."""

    def softmax(z, axis):
        e = torch.exp(z - z.max()) if z.numel() else z.clone()
        return e / e.sum(axis, keepdim=True)


loop_over_rows = typical(loop_over("softmax", "z"))


@typical
class output_formula_fed_the_input:
    """You put z itself into s (1 - s), or into 1 - t^2. In these formulas s and t are the *outputs*
    of sigmoid and tanh; what comes in here is z, so the output has to be worked out first. (z is
    no height on the curve: it may be 7.)"""

    def d_sigmoid(z):
        return z * (1 - z)

    def d_tanh(z):
        return 1 - z**2


class one_factor_forgotten:
    """You return 1 - s, without the factor s. The slope of sigmoid is small at both ends; yours is
    large at the left one."""

    def d_sigmoid(z):
        return 1 - reference.sigmoid(z)


@typical
class square_forgotten:
    """You return 1 - t where the slope of tanh is 1 - t^2. At the left end t is -1, and a level
    curve would have slope 2 there."""

    def d_tanh(z):
        return 1 - reference.tanh(z)


class formula_of_sigmoid_for_tanh:
    """You use t (1 - t) for tanh. That is the formula of sigmoid; for tanh it gives slope 0 in the
    middle, where the curve is steepest."""

    def d_tanh(z):
        t = reference.tanh(z)
        return t * (1 - t)


@typical
class value_instead_of_slope:
    """You return the height of the curve. You should return its slope, which says how much the
    height changes when z changes a little: relu, for instance, is as steep at 1 as it is at 100."""

    d_sigmoid, d_tanh, d_relu = reference.sigmoid, reference.tanh, reference.relu


class always_open:
    """Your slope of relu is 1 everywhere. If you ask whether relu(z) is at least 0, the answer is
    always yes, because relu never gives anything else; ask whether it is larger than 0. Published
    code has this fault, and its network learns as if it had no relu."""

    def d_relu(z):
        return (reference.relu(z) >= 0).to(z.dtype)


@typical
class open_at_zero:
    """At exactly 0 your slope of relu is 1. The corner has no slope of its own, so one has to be
    agreed on: here it is 0, as in PyTorch. `>` and `>=` differ just there."""

    def d_relu(z):
        return (z >= 0).to(z.dtype)


class half_open_at_zero:
    """At exactly 0 your slope of relu is 1/2, half way between its two sides. That is a fair
    choice, but not the one agreed on: here it is 0, as in PyTorch."""

    def d_relu(z):
        return torch.where(z == 0, torch.full_like(z, 0.5), (z > 0).to(z.dtype))


class yes_or_no_instead_of_numbers:
    """Your slope of relu is a tensor of True and False. A slope is a number that others multiply by
    and add up: give it the dtype of z."""

    def d_relu(z):
        return z > 0


class slope_without_a_dtype:
    """Your slope of relu is made of Python's 0.0 and 1.0, and torch gives those its own default
    dtype, float32. Take the dtype from z, as `torch.zeros_like(z)` and `.to(z.dtype)` do."""

    def d_relu(z):
        return torch.where(z > 0, 1.0, 0.0)


class slope_overflows_above:
    """Far to the right your slope of sigmoid divides infinity by infinity, which is not a number.
    Written with the output, as s (1 - s), nothing in it can be large."""

    def d_sigmoid(z):
        return torch.exp(z) / (1 + torch.exp(z)) ** 2


class slope_overflows_below:
    """Far to the left your slope of sigmoid divides infinity by infinity, which is not a number.
    Written with the output, as s (1 - s), nothing in it can be large."""

    def d_sigmoid(z):
        return torch.exp(-z) / (1 + torch.exp(-z)) ** 2


class slope_overflows_at_both_ends:
    """Far out your slope of tanh is not a number, because infinity is divided by infinity on the
    way. Take it from a tanh that survives there."""

    def d_tanh(z):
        up, down = torch.exp(z), torch.exp(-z)
        return 1 - ((up - down) / (up + down)) ** 2


slopes_in_float64 = typical(in_float64("d_sigmoid d_tanh d_relu"))

slope_written_into_the_input = typical(overwriting("d_relu", "z"))

slope_rebuilt_on_the_cpu = partly_on_the_cpu("d_relu")

loop_over_slopes = typical(loop_over("d_relu", "z", axis=None, what="the elements"))


@typical
class own_output_only:
    """You used s (1 - s), as if each output depended on its own input only. That is the diagonal of
    the matrix. In softmax the shares compete: raising one score lowers all the other shares, and
    those slopes are missing."""

    def d_softmax(z, g, axis):
        s = reference.softmax(z, axis)
        return g * s * (1 - s)


@typical
class coupling_forgotten:
    """You multiply g by the shares and leave it at that. When one exponential grows, the sum below
    the line grows with it and takes from all shares; that second part of the slope is missing."""

    def d_softmax(z, g, axis):
        return g * reference.softmax(z, axis)


@typical
class incoming_gradient_ignored:
    """The gradient g plays no part in your answer. It says which outputs the loss cares about, and
    how much; without it nobody knows which way to push."""

    def d_softmax(z, g, axis):
        s = reference.softmax(z, axis)
        return s * (1 - s)


@typical
class gradient_along_the_last_axis:
    """You sum along the last axis, whichever axis was asked for. The shares that compete lie along
    `axis`, in the softmax and in the sum with g."""

    def d_softmax(z, g, axis):
        return reference.d_softmax(z, g, -1)


class fed_the_output:
    """You use z where the formula has the shares. What comes in here is the input of softmax; work
    out the shares from it first."""

    def d_softmax(z, g, axis):
        return z * (g - (g * z).sum(axis, keepdim=True))


class gradient_overflows:
    """The shares inside your gradient are worked out without moving the scores first, so large ones
    give infinity divided by infinity. Use the softmax that you wrote for task 2."""

    def d_softmax(z, g, axis):
        e = torch.exp(z)
        s = e / e.sum(axis, keepdim=True)
        return s * (g - (g * s).sum(axis, keepdim=True))


gradient_in_float64 = typical(in_float64("d_softmax"))

gradient_overwritten = typical(overwriting("d_softmax", "g"))


class zero_belongs_nowhere:
    """You treat positive and negative numbers apart, and 0 is neither: what comes out there was
    never computed. sigmoid(0) is 0.5. Let one of the two cases include 0 (`>=`)."""

    def sigmoid(z):
        return torch.where(z == 0, torch.zeros_like(z), reference.sigmoid(z))


class tanh_from_zero_to_one:
    """Your tanh runs from 0 to 1, as a sigmoid does. tanh runs from -1 to 1 and is 0 at 0: stretch
    the sigmoid to twice its height and move it down by 1."""

    def tanh(z):
        return torch.sigmoid(2 * z)


class shares_of_everything:
    """Your shares add up to 1 over the whole tensor, or not at all: the sum in the denominator goes
    over all numbers. Each row, along the given axis, is a case of its own and has a sum of its
    own."""

    def softmax(z, axis):
        e = torch.exp(z - z.amax(axis, keepdim=True))
        return e / e.sum()


class little_added_to_each_share:
    """A small number is added inside your softmax, and your shares are off by about as much. The
    denominator cannot be 0, because the largest of the exponentials is 1 once the maximum has been
    subtracted: nothing needs to be added."""

    def softmax(z, axis):
        e = torch.exp(z - z.amax(axis, keepdim=True)) + 1e-8
        return e / e.sum(axis, keepdim=True)


class output_and_input_mixed:
    """In your slope of sigmoid one factor is made from the output and the other one from z. Both
    are about the output: with s = sigmoid(z) it is s (1 - s)."""

    def d_sigmoid(z):
        return torch.sigmoid(z) * (1 - z)


class sum_over_everything_in_the_gradient:
    """In your gradient all cases are in one sum. Shares compete along `axis` only, so the sum of
    g times the shares goes along that axis too."""

    def d_softmax(z, g, axis):
        s = reference.softmax(z, axis)
        return s * (g - (g * s).sum())


class sum_along_the_last_axis:
    """Your shares are right, but the sum of g times the shares goes along the last axis, whichever
    axis was asked for. It belongs to the same axis as the softmax."""

    def d_softmax(z, g, axis):
        s = reference.softmax(z, axis)
        return s * (g - (g * s).sum(-1, keepdim=True))


class mean_for_sum_in_the_gradient:
    """You take the mean of g times the shares. The slopes of all outputs add up, so it is a sum:
    for equal g the gradient has to be 0."""

    def d_softmax(z, g, axis):
        s = reference.softmax(z, axis)
        return s * (g - (g * s).mean(axis, keepdim=True))


class gradients_not_weighted:
    """You subtract the plain sum of g. Each g counts as much as its own share does: it is the sum
    of g times the shares."""

    def d_softmax(z, g, axis):
        s = reference.softmax(z, axis)
        return s * (g - g.sum(axis, keepdim=True))


class plus_for_minus_in_the_gradient:
    """You add what the other shares lose. Raising one score lowers all the other shares, so the sum
    of g times the shares is subtracted: for equal g the gradient has to be 0."""

    def d_softmax(z, g, axis):
        s = reference.softmax(z, axis)
        return s * (g + (g * s).sum(axis, keepdim=True))
