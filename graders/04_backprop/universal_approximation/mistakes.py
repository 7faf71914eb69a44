"""Known mistakes of universal_approximation: each stands in for part of the reference."""

import reference
import torch
from generic_mistakes import (
    cut_off,
    in_float32,
    in_float64,
    loop_over,
    overwriting,
    partly_on_the_cpu,
    typical,
)

always_float64 = typical(in_float64("predict"))
predict_on_the_cpu = partly_on_the_cpu("predict")
cut_from_the_graph = cut_off("predict")
net_overwritten = overwriting("predict", "x net")
join_in_float32 = in_float32("join_points")
join_on_the_cpu = partly_on_the_cpu("join_points")
points_overwritten = overwriting("join_points", "x y")
trained_in_float64 = in_float64("fit")
fit_on_the_cpu = partly_on_the_cpu("fit")
start_overwritten = typical(
    overwriting(
        "fit",
        "start",
        why="""Your training writes into the tensors of `start`, which belong to your caller. Who
trains twice from the same start then trains from two different ones. Make a copy first.""",
    )
)
report_in_float64 = in_float64("report")
report_on_the_cpu = partly_on_the_cpu("report")
tests_overwritten = overwriting("report", "x y")
loop_over_numbers = loop_over("predict", "x", what="the numbers")
loop_over_points = loop_over("join_points", "x", what="the points")
loop_over_units = loop_over("fit", "x", what="the points")
loop_over_tests = loop_over("report", "x", what="the numbers")


def sums(x, net):
    return x[:, None] * net[0] + net[1]


@typical
class no_hidden_bias:
    """You leave out b, the biases of the hidden units. Then all kinks are at x = 0, and no relu
    net can bend anywhere else."""

    def predict(x, net, activation):
        w, b, v, c = net
        return reference.predict(x, (w, torch.zeros_like(b), v, c), activation)


class hidden_only:
    """You add up what the hidden units send, without their weights v. With them one unit can push
    up where another pulls down."""

    def predict(x, net, activation):
        w, b, v, c = net
        return reference.predict(x, (w, b, torch.ones_like(v), c), activation)


class always_relu:
    """You use relu whatever the activation is called. The name is an argument: look at it."""

    def predict(x, net, activation):
        reference.act(x, activation)
        return reference.predict(x, net, "relu")


@typical
class activation_left_out:
    """You leave the activation out. A net without it is a straight line, however many hidden units
    it has."""

    def predict(x, net, activation):
        reference.act(x, activation)
        return reference.predict(x, net, "linear")


class activation_at_the_end:
    """You put the final result through the activation too. Only the hidden units have one: with
    relu at the end the net could never say anything negative."""

    def predict(x, net, activation):
        return reference.act(reference.predict(x, net, activation), activation)


class no_output_bias:
    """You leave out c. Where all relu units are off, the net should say c, and yours says 0."""

    def predict(x, net, activation):
        return reference.predict(x, net, activation) - net[3]


class bias_behind_the_activation:
    """You add b behind the activation. There it only moves the whole curve up or down; inside it
    decides where the unit has its kink."""

    def predict(x, net, activation):
        w, b, v, c = net
        return (reference.act(x[:, None] * w, activation) + b) @ v + c


class bias_subtracted:
    """You subtract b. It is added to w * x, so a positive bias switches a unit on earlier."""

    def predict(x, net, activation):
        w, b, v, c = net
        return reference.predict(x, (w, -b, v, c), activation)


class sigmoid_for_tanh:
    """You use the sigmoid for "tanh". They have the same form, but tanh goes from -1 to 1."""

    def predict(x, net, activation):
        if activation != "tanh":
            return reference.predict(x, net, activation)
        return torch.sigmoid(sums(x, net)) @ net[2] + net[3]


class mean_of_the_units:
    """You take the mean over the units. A net adds up what they send, and does not divide by
    their number."""

    def predict(x, net, activation):
        w, b, v, c = net
        return reference.predict(x, (w, b, v / len(v), c), activation)


class unit_axis_kept:
    """Your result has an axis too many, (N, 1). One number for each x is asked for: shape (N,)."""

    def predict(x, net, activation):
        return reference.predict(x, net, activation)[:, None]


class name_unchecked:
    """You take an unknown name for one of the known activations. A typing error would then train
    another net than the one that was asked for, and nobody would notice."""

    def predict(x, net, activation):
        known = activation if activation in ("relu", "tanh") else "linear"
        return reference.predict(x, net, known)


def joined(x, y, kinks=None, changes=None, first=None):
    """The net of the reference with one thing changed."""
    right_w, right_b, right_v, right_c = reference.join_points(x, y)
    return (
        right_w,
        right_b if kinks is None else -kinks,
        right_v if changes is None else changes,
        right_c if first is None else first,
    )


@typical
class slopes_instead_of_changes:
    """You take the slope of each piece for v. But all units further left go on rising: from its
    kink on, a unit should add only the *change* of the slope."""

    def join_points(x, y):
        net = joined(x, y)
        return joined(x, y, changes=net[2].cumsum(0))


@typical
class gaps_forgotten:
    """You take differences of y for slopes. A slope is the rise divided by the gap, and the gaps
    are not 1 here, nor all the same."""

    def join_points(x, y):
        net = joined(x, y)
        rises = y.diff()
        return joined(x, y, changes=torch.cat([rises[:1], rises.diff()]).to(net[2].dtype))


class first_gap_for_all:
    """You divide each rise by the same gap, the first one. The gaps differ: take each one's own."""

    def join_points(x, y):
        joined(x, y)
        slopes = y.diff() / (x[1] - x[0])
        return joined(x, y, changes=torch.cat([slopes[:1], slopes.diff()]))


class kinks_too_late:
    """Your units have their kinks at the second point, the third and so on. A piece begins at its
    left end: the first unit is needed from the first point on."""

    def join_points(x, y):
        joined(x, y)
        return joined(x, y, kinks=x[1:])


class kinks_mirrored:
    """Your kinks are at -x. A unit with w = 1 and the bias b begins to rise where x + b = 0: so
    which sign does b have?"""

    def join_points(x, y):
        joined(x, y)
        return joined(x, y, kinks=-x[:-1])


@typical
class first_height_forgotten:
    """Your net begins at height 0. At the first point no unit sends anything, so c alone has to
    bring the net to the first y."""

    def join_points(x, y):
        joined(x, y)
        return joined(x, y, first=torch.zeros_like(y[0]))


class changes_without_sign:
    """Your changes of the slope have lost their signs. Where a curve bends down, v is negative."""

    def join_points(x, y):
        net = joined(x, y)
        return joined(x, y, changes=net[2].abs())


class heights_as_weights:
    """You take the heights y themselves for v. A relu unit does not jump to a height: it adds v to
    the slope."""

    def join_points(x, y):
        joined(x, y)
        return joined(x, y, changes=y[1:])


class points_unchecked:
    """You take points in any order, or too few of them. Where x goes back, or stands still, there
    is no straight line from each point to the next."""

    def join_points(x, y):
        if len(x) >= 2 and (x.diff() > 0).all():
            return reference.join_points(x, y)
        w, b, v = (x.new_zeros(max(len(x) - 1, 0)) for _ in range(3))
        return w, b, v, x.new_zeros(())


def train(x, y, start, activation, lr, steps, loss=None, step=None):
    """`fit` with another loss, or another step."""
    mean, deviation = x.mean(), x.std(correction=0)
    z = (x - mean) / deviation
    net = [part.detach().clone().requires_grad_() for part in start]
    for number in range(steps):
        errors = reference.predict(z, net, activation) - y
        value = loss(errors) if loss else (errors**2).mean()
        slopes = torch.autograd.grad(value, net)
        with torch.no_grad():
            for place, (part, slope) in enumerate(zip(net, slopes, strict=True)):
                part -= lr * (step(number, place) * slope if step else slope)
    w, b, v, c = (part.detach() for part in net)
    return w / deviation, b - w * mean / deviation, v, c


@typical
class uphill:
    """You add the gradient. It points to where the loss grows, so the training should go the other
    way."""

    def fit(x, y, start, activation, lr, steps):
        return train(x, y, start, activation, -lr, steps)


class half_a_step:
    """Your gradient is half of the right one: the 2 from the slope of the square is missing."""

    def fit(x, y, start, activation, lr, steps):
        return train(x, y, start, activation, lr / 2, steps)


@typical
class summed_over_the_points:
    """Your loss adds up over the points. The mean is asked for: a sum makes the steps longer, the
    more points there are."""

    def fit(x, y, start, activation, lr, steps):
        return train(x, y, start, activation, lr * len(x), steps)


class absolute_error:
    """Your loss is the mean of the absolute errors. The mean of their squares is asked for."""

    def fit(x, y, start, activation, lr, steps):
        return train(x, y, start, activation, lr, steps, loss=lambda errors: errors.abs().mean())


@typical
class hidden_bias_frozen:
    """Your training never moves b. Then the kinks can only go where w alone takes them."""

    def fit(x, y, start, activation, lr, steps):
        return train(x, y, start, activation, lr, steps, step=lambda _, place: float(place != 1))


class output_bias_frozen:
    """Your training never moves c, the bias of the output."""

    def fit(x, y, start, activation, lr, steps):
        return train(x, y, start, activation, lr, steps, step=lambda _, place: float(place != 3))


class hidden_layer_frozen:
    """Your training moves v and c only. The hidden layer, w and b, learns too."""

    def fit(x, y, start, activation, lr, steps):
        return train(x, y, start, activation, lr, steps, step=lambda _, place: float(place > 1))


class one_step_short:
    """You take one step too few."""

    def fit(x, y, start, activation, lr, steps):
        return reference.fit(x, y, start, activation, lr, max(steps - 1, 0))


class one_step_only:
    """You take a single step, however many are asked for."""

    def fit(x, y, start, activation, lr, steps):
        return reference.fit(x, y, start, activation, lr, min(steps, 1))


@typical
class gradients_add_up:
    """Your gradients add up from step to step: `backward` adds to what is in `.grad`. Set it back
    to None, or to zero, before each step."""

    def fit(x, y, start, activation, lr, steps):
        mean, deviation = x.mean(), x.std(correction=0)
        z = (x - mean) / deviation
        net = [part.detach().clone().requires_grad_() for part in start]
        for _ in range(steps):
            ((reference.predict(z, net, activation) - y) ** 2).mean().backward()
            with torch.no_grad():
                for part in net:
                    part -= lr * part.grad
        w, b, v, c = (part.detach() for part in net)
        return w / deviation, b - w * mean / deviation, v, c


class one_after_the_other:
    """You move the output layer first, and find the gradients of the hidden layer with its new
    weights. All four gradients belong to the same net: find them all, then move."""

    def fit(x, y, start, activation, lr, steps):
        mean, deviation = x.mean(), x.std(correction=0)
        z = (x - mean) / deviation
        net = [part.detach().clone().requires_grad_() for part in start]
        for _ in range(steps):
            for places in ((2, 3), (0, 1)):
                loss = ((reference.predict(z, net, activation) - y) ** 2).mean()
                slopes = torch.autograd.grad(loss, [net[place] for place in places])
                with torch.no_grad():
                    for place, slope in zip(places, slopes, strict=True):
                        net[place] -= lr * slope
        w, b, v, c = (part.detach() for part in net)
        return w / deviation, b - w * mean / deviation, v, c


class targets_scaled:
    """You standardise y as well. Only the inputs are scaled here; the net you return would speak in
    other units than y."""

    def fit(x, y, start, activation, lr, steps):
        scaled = (y - y.mean()) / y.std(correction=0).clamp(min=1e-12)
        return reference.fit(x, scaled, start, activation, lr, steps)


def rescaled(x, y, start, activation, lr, steps, write):
    """`fit` with another way of writing the trained net for x."""
    mean, deviation = x.mean(), x.std(correction=0)
    z = (x - mean) / deviation
    w, b, v, c = reference.descend(z, y, start, activation, lr, steps)
    return (*write(w, b, mean, deviation), v, c)


@typical
class inputs_unscaled:
    """You train on x as it is. Far from 0 a small step in w moves the kinks a long way, and the
    training does not come to rest. Standardise x first."""

    def fit(x, y, start, activation, lr, steps):
        return reference.descend(x, y, start, activation, lr, steps)


@typical
class written_for_z:
    """You return the net as it was trained, on z. Whoever gives it x gets nonsense: write the
    scaling into w and b."""

    def fit(x, y, start, activation, lr, steps):
        return rescaled(x, y, start, activation, lr, steps, lambda w, b, mean, dev: (w, b))


class mean_forgotten:
    """Your net divides by the deviation, but does not subtract the mean: b should change too."""

    def fit(x, y, start, activation, lr, steps):
        return rescaled(x, y, start, activation, lr, steps, lambda w, b, mean, dev: (w / dev, b))


class bias_kept:
    """You subtract the mean in b as w * mean, without the deviation. z is (x - mean) / deviation:
    both parts are divided."""

    def fit(x, y, start, activation, lr, steps):
        def write(w, b, mean, dev):
            return w / dev, b - w * mean

        return rescaled(x, y, start, activation, lr, steps, write)


class weight_forgotten:
    """You subtract mean / deviation from b. z is multiplied by w, so the part that goes into b is
    multiplied by w as well."""

    def fit(x, y, start, activation, lr, steps):
        def write(w, b, mean, dev):
            return w / dev, b - mean / dev

        return rescaled(x, y, start, activation, lr, steps, write)


class scaled_the_other_way:
    """You multiply by the deviation where it should be divided by, or add the mean where it should
    be subtracted. That is the way from z back to x; the net gets x and needs z."""

    def fit(x, y, start, activation, lr, steps):
        def write(w, b, mean, dev):
            return w * dev, b + w * mean

        return rescaled(x, y, start, activation, lr, steps, write)


def with_deviation(x, y, start, activation, lr, steps, deviation):
    mean = x.mean()
    w, b, v, c = reference.descend((x - mean) / deviation, y, start, activation, lr, steps)
    return w / deviation, b - w * mean / deviation, v, c


@typical
class sample_deviation:
    """Your standard deviation divides by N - 1, as `std` does unless it is told otherwise. The
    average squared distance divides by N: `correction=0`."""

    def fit(x, y, start, activation, lr, steps):
        return with_deviation(x, y, start, activation, lr, steps, x.std())


class variance_instead:
    """You divide by the variance. The standard deviation is its root."""

    def fit(x, y, start, activation, lr, steps):
        return with_deviation(x, y, start, activation, lr, steps, x.var(correction=0))


def measured(x, y, x_train, net, activation, inside=None, outside=None, measure=None):
    """`report` with other numbers that count, or another measure."""
    errors = reference.predict(x, net, activation) - y
    low, high = x_train.min(), x_train.max()
    beyond = (x < low) | (x > high) if outside is None else outside
    within = ~beyond & ~torch.isin(x, x_train) if inside is None else inside
    root = measure or (lambda e: (e**2).mean().sqrt())
    return root(errors[within]), root(errors[beyond])


@typical
class training_points_counted:
    """You count numbers that the net was trained on. There it was told the answer, so they make it
    look better than it is between them."""

    def report(x, y, x_train, net, activation):
        inside = (x >= x_train.min()) & (x <= x_train.max())
        return measured(x, y, x_train, net, activation, inside=inside)


class swapped:
    """Your two errors are in the wrong order: the one inside comes first."""

    def report(x, y, x_train, net, activation):
        return reference.report(x, y, x_train, net, activation)[::-1]


@typical
class no_root:
    """You return the mean of the squared errors. Take the root, so that the error has the unit
    of y."""

    def report(x, y, x_train, net, activation):
        return measured(x, y, x_train, net, activation, measure=lambda e: (e**2).mean())


class mean_absolute_error:
    """You return the mean of the absolute errors. Square them, take the mean, and then the root."""

    def report(x, y, x_train, net, activation):
        return measured(x, y, x_train, net, activation, measure=lambda e: e.abs().mean())


class spread_of_the_errors:
    """You take the standard deviation of the errors. It subtracts their mean first, so a net that
    is always wrong by the same amount seems to be right."""

    def report(x, y, x_train, net, activation):
        def spread(errors):
            return errors.std(correction=0)

        return measured(x, y, x_train, net, activation, measure=spread)


class largest_error:
    """You return the largest error. The root of the mean squared error is asked for."""

    def report(x, y, x_train, net, activation):
        def largest(errors):
            return errors.abs().max() if len(errors) else errors.mean()

        return measured(x, y, x_train, net, activation, measure=largest)


class everything_inside:
    """Your first error is over all new numbers, those outside the interval among them. The
    interval goes from the smallest to the largest number of x_train, whatever else is tested."""

    def report(x, y, x_train, net, activation):
        inside = ~torch.isin(x, x_train)
        return measured(x, y, x_train, net, activation, inside=inside)


class outside_to_the_right_only:
    """You look for numbers outside at one end only. Those before the smallest training point are
    outside as well as those behind the largest."""

    def report(x, y, x_train, net, activation):
        right = x > x_train.max()
        inside = ~right & ~torch.isin(x, x_train)
        return measured(x, y, x_train, net, activation, inside=inside, outside=right)


class zero_for_nothing:
    """You report 0 where nothing was measured. That reads as "no error at all". The mean of nothing
    is NaN, and that is the honest answer."""

    def report(x, y, x_train, net, activation):
        found = reference.report(x, y, x_train, net, activation)
        return tuple(part.nan_to_num(0.0) for part in found)
