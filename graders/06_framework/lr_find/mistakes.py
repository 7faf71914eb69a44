"""Known mistakes of lr_find: each namespace stands in for the reference."""

import itertools
import math

import reference
import torch
from generic_mistakes import typical


def search(weights, step, start, end, num_it, ended):
    """The search of the reference, with another rule for its end."""
    before = [w.detach().clone() for w in weights]
    lrs, losses = [], []
    try:
        for lr in reference.rates(start, end, num_it):
            losses.append(step(lr))
            lrs.append(lr)
            if ended(losses, reference.smoothed(losses)):
                break
    finally:
        with torch.no_grad():
            for w, old in zip(weights, before, strict=True):
                w.copy_(old)
    return lrs, reference.smoothed(losses)


def usual(losses, smooth):
    return not math.isfinite(smooth[-1]) or smooth[-1] > 4 * min(smooth)


@typical
class doubling:
    """Your rates double each time. The factor follows from start, end and how many rates there are:
    the num_it-th root of end / start."""

    def rates(start, end, num_it):
        return [start * 2**i for i in range(num_it)]


@typical
class equal_steps:
    """Your rates grow by equal steps. Then nearly all of them are of the size of the largest, and
    the small ones are never tried. They should grow by the same factor."""

    def rates(start, end, num_it):
        return [start + (end - start) * i / num_it for i in range(num_it)]


@typical
class end_included:
    """Your last rate is `end`. Here one more factor after the last rate would lead there: with
    num_it rates the factor is the num_it-th root, not the (num_it - 1)-th."""

    def rates(start, end, num_it):
        return [start * (end / start) ** (i / max(1, num_it - 1)) for i in range(num_it)]


class last_left_out:
    """There is one rate too few, or the first is missing. num_it rates are asked for, and the first
    is `start`."""

    def rates(start, end, num_it):
        return [start * (end / start) ** (i / num_it) for i in range(num_it - 1)]


class factor_before_the_first:
    """You multiply before the first rate is noted, so they end at `end` and do not begin at
    `start`."""

    def rates(start, end, num_it):
        return [start * (end / start) ** ((i + 1) / num_it) for i in range(num_it)]


class root_forgotten:
    """You divide end / start by the number of rates. The factors multiply, so what is needed is a
    root: the power 1 / num_it."""

    def rates(start, end, num_it):
        return [start * (end / start / num_it) ** i for i in range(num_it)]


@typical
class bias_left_in:
    """Your running mean begins near 0, because it starts there: the first losses look far too
    small. Dividing by 1 - beta ** k takes that out."""

    def smoothed(losses, beta=0.98):
        mean, found = 0.0, []
        for loss in losses:
            mean = beta * mean + (1 - beta) * loss
            found.append(mean)
        return found


class divided_mean_kept:
    """You go on with the divided value. The running mean itself stays undivided; the division is
    for the answer alone."""

    def smoothed(losses, beta=0.98):
        mean, found = 0.0, []
        for k, loss in enumerate(losses, start=1):
            mean = (beta * mean + (1 - beta) * loss) / (1 - beta**k)
            found.append(mean)
        return found


@typical
class starts_with_the_first_loss:
    """Your running mean starts with the first loss. Then that single loss weighs as much as fifty
    others. It starts at 0, and the division takes the bias out."""

    def smoothed(losses, beta=0.98):
        mean, found = None, []
        for loss in losses:
            mean = loss if mean is None else beta * mean + (1 - beta) * loss
            found.append(mean)
        return found


class beta_the_other_way:
    """You keep 1 - beta of the mean and take beta of the new loss, so hardly anything is smoothed.
    beta is what is kept."""

    def smoothed(losses, beta=0.98):
        mean, found = 0.0, []
        for k, loss in enumerate(losses, start=1):
            mean = (1 - beta) * mean + beta * loss
            found.append(mean / (1 - (1 - beta) ** k))
        return found


class plain_mean:
    """You take the plain mean of all losses so far. It forgets nothing; in a running mean old
    losses fade."""

    def smoothed(losses, beta=0.98):
        return [sum(losses[: k + 1]) / (k + 1) for k in range(len(losses))]


@typical
class raw_losses_returned:
    """You return the losses as `step` gave them. The smooth value after each call is asked for."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        seen = []

        def noted(lr):
            seen.append(step(lr))
            return seen[-1]

        lrs, _ = reference.lr_find(weights, noted, start, end, num_it)
        return lrs, seen


class one_step_too_many:
    """You call `step` once more than there are rates. Every call is a step of training on a batch
    of the data."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        before = [w.detach().clone() for w in weights]
        step(start)
        with torch.no_grad():
            for w, old in zip(weights, before, strict=True):
                w.copy_(old)
        return reference.lr_find(weights, step, start, end, num_it)


@typical
class weights_reset_each_time:
    """You put the weights back after every rate. The search is one run: each step begins where the
    one before has ended, and only at the end all is put back."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        before = [w.detach().clone() for w in weights]

        def alone(lr):
            with torch.no_grad():
                for w, old in zip(weights, before, strict=True):
                    w.copy_(old)
            return step(lr)

        return reference.lr_find(weights, alone, start, end, num_it)


class defaults_ignored:
    """You try the rates from 1e-7 to 10 whatever is asked for. `start`, `end` and `num_it` are
    arguments."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        return reference.lr_find(weights, step, 1e-7, 10.0, num_it)


class last_call_left_out:
    """The call that ended the run is missing from your lists. Its rate and its smooth value belong
    to the curve: they show where it blows up."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        lrs, smooth = reference.lr_find(weights, step, start, end, num_it)
        if smooth and usual(None, smooth):
            return lrs[:-1], smooth[:-1]
        return lrs, smooth


@typical
class never_stops:
    """Your run goes on although the loss blows up. When the smooth value is above 4 times the best,
    nothing is left to be learned from larger rates."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        return search(weights, step, start, end, num_it, lambda losses, smooth: False)


class raw_loss_stops:
    """You compare single losses with the best. One loud batch then ends the run; compare the smooth
    values."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        def ended(losses, smooth):
            return not math.isfinite(losses[-1]) or losses[-1] > 4 * min(losses)

        return search(weights, step, start, end, num_it, ended)


class compared_with_the_first:
    """You compare with the first value. The best so far counts: a run that has come down far has
    blown up long before it is back above the beginning."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        def ended(losses, smooth):
            return not math.isfinite(smooth[-1]) or smooth[-1] > 4 * smooth[0]

        return search(weights, step, start, end, num_it, ended)


class twice_is_enough:
    """Your run ends too early: at another multiple of the best than 4."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        def ended(losses, smooth):
            return not math.isfinite(smooth[-1]) or smooth[-1] > 2 * min(smooth)

        return search(weights, step, start, end, num_it, ended)


class ends_at_once:
    """Your run ends as soon as the smooth value is above the best. A little noise is no blow-up:
    4 times the best is."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        def ended(losses, smooth):
            return not math.isfinite(smooth[-1]) or smooth[-1] > min(smooth)

        return search(weights, step, start, end, num_it, ended)


@typical
class goes_on_after_nan:
    """Your run goes on after a loss that is not finite. Every comparison with NaN is false, so a
    test whether it is above 4 times the best never ends the run: ask `math.isfinite`."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        def ended(losses, smooth):
            return smooth[-1] > 4 * min(smooth)

        return search(weights, step, start, end, num_it, ended)


class nan_left_out:
    """A call whose loss is not finite ends your run, and is missing from your lists. Its rate and
    its value belong to the curve: they show where it ends."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        lrs, smooth = reference.lr_find(weights, step, start, end, num_it)
        if smooth and not math.isfinite(smooth[-1]):
            return lrs[:-1], smooth[:-1]
        return lrs, smooth


@typical
class left_trained:
    """The weights are not put back: the model has been trained at rates of which the last ones have
    ruined it. Copy the weights before, and write them back at the end."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        def remembering(lr):
            loss = step(lr)
            after[:] = [w.detach().clone() for w in weights]
            return loss

        after = [w.detach().clone() for w in weights]
        try:
            return reference.lr_find(weights, remembering, start, end, num_it)
        finally:
            with torch.no_grad():
                for w, new in zip(weights, after, strict=True):
                    w.copy_(new)


class other_tensors:
    """You put copies into the list. The model still has the tensors that were trained: write the
    old values into those."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        held, before = list(weights), [w.detach().clone() for w in weights]
        found = left_trained.lr_find(held, step, start, end, num_it)
        weights[:] = before
        return found


class restored_in_float32:
    """You keep the old weights in float32, so those in float64 come back with other digits. `clone`
    keeps the dtype."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        before = [w.detach().float() for w in weights]
        try:
            return reference.lr_find(weights, step, start, end, num_it)
        finally:
            with torch.no_grad():
                for w, old in zip(weights, before, strict=True):
                    w.copy_(old)


class first_weight_only:
    """Only the first tensor comes back. All of them have been trained."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        return reference.lr_find(weights[:1], step, start, end, num_it)


class exception_leaves_a_mess:
    """If `step` raises, for instance because somebody pressed Ctrl-C, the weights stay as they are
    by then. Put them back in a `finally`."""

    def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
        ruined = []

        def noting(lr):
            try:
                return step(lr)
            except BaseException:
                ruined[:] = [w.detach().clone() for w in weights]
                raise

        try:
            return reference.lr_find(weights, noting, start, end, num_it)
        finally:
            with torch.no_grad():
                for w, new in zip(weights, ruined, strict=False):
                    w.copy_(new)


def speeds(lrs, losses):
    points = reference.until_the_end(lrs, losses)
    pieces = itertools.pairwise(points)
    return [(a, b, (high - low) / math.log(b / a)) for (a, high), (b, low) in pieces]


def fastest(pieces):
    a, b, speed = max(pieces, key=lambda piece: piece[2], default=(1, 1, 0))
    if speed <= 0:
        raise ValueError("the loss falls nowhere")
    return a, b


@typical
class lowest_instead_of_steepest:
    """You give the rate of the lowest loss. There the run is about to blow up, and at that rate it
    will: go back to where the loss fell fastest."""

    def steepest(lrs, losses):
        reference.steepest(lrs, losses)
        return 10 * reference.tenth_of_the_lowest(lrs, losses)


@typical
class spacing_ignored:
    """You look for the largest difference of two losses. Where two rates are close together a small
    difference may be a steep fall: divide by the difference of the logarithms."""

    def steepest(lrs, losses):
        pieces = [(a, b, speed * math.log(b / a)) for a, b, speed in speeds(lrs, losses)]
        return math.sqrt(math.prod(fastest(pieces)))


@typical
class speed_over_the_plain_axis:
    """You divide by the difference of the rates themselves. The curve is drawn over their
    logarithm; on the plain axis all small rates are crowded at 0, and every fall there is steep."""

    def steepest(lrs, losses):
        pieces = [(a, b, speed * math.log(b / a) / (b - a)) for a, b, speed in speeds(lrs, losses)]
        return math.sqrt(math.prod(fastest(pieces)))


class left_end_taken:
    """You give the left end of the steepest piece. Its middle is asked for."""

    def steepest(lrs, losses):
        return fastest(speeds(lrs, losses))[0]


class right_end_taken:
    """You give the right end of the steepest piece. Its middle is asked for."""

    def steepest(lrs, losses):
        return fastest(speeds(lrs, losses))[1]


class plain_middle:
    """You give the mean of the two rates. On a logarithmic axis the middle is the root of their
    product."""

    def steepest(lrs, losses):
        return sum(fastest(speeds(lrs, losses))) / 2


class rise_taken_too:
    """You take a steep rise for a fall: the sign of the speed counts. At the end of the curve the
    loss rises most steeply of all."""

    def steepest(lrs, losses):
        reference.steepest(lrs, losses)
        pieces = [(a, b, abs(speed)) for a, b, speed in speeds(lrs, losses)]
        return math.sqrt(math.prod(fastest(pieces)))


class nan_looked_at:
    """You skip losses that are not finite, and go on behind them. Such a loss ends the curve: what
    comes later was computed with ruined weights."""

    def steepest(lrs, losses):
        points = [(a, b) for a, b in zip(lrs, losses, strict=True) if math.isfinite(b)]
        return reference.steepest([a for a, _ in points], [b for _, b in points])

    def tenth_of_the_lowest(lrs, losses):
        points = [(a, b) for a, b in zip(lrs, losses, strict=True) if math.isfinite(b)]
        return reference.tenth_of_the_lowest([a for a, _ in points], [b for _, b in points])


def until_nan(lrs, losses):
    end = next((i for i, loss in enumerate(losses) if math.isnan(loss)), len(losses))
    return list(zip(lrs[:end], losses[:end], strict=True))


class only_nan_ends:
    """Your curve ends at a loss that is NaN, and goes on behind one that is infinite. Both mean
    that the weights are ruined: `math.isfinite` is False for both."""

    def steepest(lrs, losses):
        pieces = itertools.pairwise(until_nan(lrs, losses))
        found = [(a, b, (high - low) / math.log(b / a)) for (a, high), (b, low) in pieces]
        return math.sqrt(math.prod(fastest(found)))

    def tenth_of_the_lowest(lrs, losses):
        points = until_nan(lrs, losses)
        if not points:
            raise ValueError("no point is left")
        return min(points, key=lambda point: point[1])[0] / 10


@typical
class lowest_not_divided:
    """You give the rate of the lowest loss itself. A tenth of it is asked for: at the lowest point
    the run is about to blow up."""

    def tenth_of_the_lowest(lrs, losses):
        return 10 * reference.tenth_of_the_lowest(lrs, losses)


class last_lowest_taken:
    """Of several points with the lowest loss you take the last. The first counts, the one with the
    smallest rate."""

    def tenth_of_the_lowest(lrs, losses):
        points = reference.until_the_end(lrs, losses)
        if not points:
            raise ValueError("no point is left")
        return min(reversed(points), key=lambda point: point[1])[0] / 10


class flat_curve_answered:
    """You give a rate although the loss falls nowhere. A curve that says nothing should not become
    a number that somebody trains with: raise a ValueError."""

    def steepest(lrs, losses):
        pieces = speeds(lrs, losses)
        if not pieces:
            return lrs[0] if lrs else 0.0
        a, b, _ = max(pieces, key=lambda piece: piece[2])
        return math.sqrt(a * b)
