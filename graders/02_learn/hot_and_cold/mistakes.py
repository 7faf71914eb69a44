"""Known mistakes of hot_and_cold: each namespace stands in for the reference."""

import torch
from generic_mistakes import in_float64, loop_over, overwriting, partly_on_the_cpu, typical
from reference import hot_and_cold as right


def _error(w, x, goal):
    return (x * w - goal) ** 2


def _search(w, x, goal, step, max_iter, move):
    """Rounds of a wrong rule: `move(w)` gives the next weights."""
    history = [w]
    for _ in range(max_iter):
        history.append(move(history[-1]))
    return history[-1], torch.stack(history)


def _chosen(w, step, up, down):
    return torch.where(up < down, w + step, torch.where(down < up, w - step, w))


@typical
class colder_chosen:
    """You move to the worse of the two probes. Smaller errors are better, so the search should go
    up when the error above is the smaller one."""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            return _chosen(w, step, _error(w - step, x, goal), _error(w + step, x, goal))

        return _search(w, x, goal, step, max_iter, move)


class smaller_prediction_chosen:
    """You compare the predictions, or their signed distances from the goal, and take the smaller.
    Those go down for ever; what has to be small is the error, and it is the square that makes too
    low as bad as too high."""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            return _chosen(w, step, x * (w + step), x * (w - step))

        return _search(w, x, goal, step, max_iter, move)


class larger_prediction_chosen:
    """You compare the predictions and take the larger. A large prediction is no good one if it is
    beyond the goal: compare the errors."""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            return _chosen(w, step, x * (w - step), x * (w + step))

        return _search(w, x, goal, step, max_iter, move)


@typical
class input_taken_as_positive:
    """You raise the weight whenever the prediction is too low. With a negative input that makes the
    prediction lower still. Probing both sides, as asked, needs no thought about signs."""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            return w + step * (goal - x * w).sign()

        return _search(w, x, goal, step, max_iter, move)


class one_yes_or_no:
    """You ask `if` about a tensor. An `if` needs one yes or no, and a comparison of tensors has one
    for each element. `torch.where(condition, a, b)` takes from a where it is yes and from b where
    it is no."""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            up, down = _error(w + step, x, goal), _error(w - step, x, goal)
            if up < down:
                return w + step
            if down < up:
                return w - step
            return w

        if w.numel() < 2:
            return right(w, x, goal, step, max_iter)
        return _search(w, x, goal, step, max_iter, move)


@typical
class one_decision_for_all:
    """You add the errors of all elements up, or take their mean, and move all weights the same way.
    Each element is a search of its own, with a decision of its own."""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            up, down = _error(w + step, x, goal).sum(), _error(w - step, x, goal).sum()
            return _chosen(w, step, up, down)

        return _search(w, x, goal, step, max_iter, move)


class moved_between_the_probes:
    """Your second probe starts from where the first one was: w + step - step is where you stand and
    not one step below. Compute both errors from the same weight, and move afterwards."""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            return _chosen(w, step, _error(w + step, x, goal), _error(w, x, goal))

        return _search(w, x, goal, step, max_iter, move)


@typical
class never_moves_down:
    """Your weights never go down: after `+ step` and `- step` the second probe is back where the
    weight stands, and not one step below. Compute both probes from the same weight."""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            return torch.where(_error(w + step, x, goal) < _error(w, x, goal), w + step, w)

        return _search(w, x, goal, step, max_iter, move)


@typical
class stays_where_it_is_better:
    """You also ask for the error where you stand, and stay if that is the smallest. A good idea,
    and another rule: the one asked for has two probes, moves to the better of them, and therefore
    swings. (With your rule it stops up to half a step away, which is no arrival either.)"""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            here, up, down = (_error(w + s, x, goal) for s in (0.0, step, -step))
            better = torch.minimum(up, down) < here
            return torch.where(better, _chosen(w, step, up, down), w)

        return _search(w, x, goal, step, max_iter, move)


class tie_goes_down:
    """Where both probes are equally good you go down. "Not better above" is not "better below":
    exactly at the goal both are equal, and there it should stay."""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            warmer_above = _error(w + step, x, goal) < _error(w - step, x, goal)
            return torch.where(warmer_above, w + step, w - step)

        return _search(w, x, goal, step, max_iter, move)


class tie_goes_up:
    """Where both probes are equally good you go up. "Not better below" is not "better above":
    exactly at the goal both are equal, and there it should stay."""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            warmer_below = _error(w - step, x, goal) < _error(w + step, x, goal)
            return torch.where(warmer_below, w - step, w + step)

        return _search(w, x, goal, step, max_iter, move)


@typical
class error_returned:
    """You return the last error. You should return the last weight. The error says how good the
    search was; the weight is what it has found."""

    def hot_and_cold(w, x, goal, step, max_iter):
        found, history = right(w, x, goal, step, max_iter)
        return _error(found, x, goal), history


@typical
class history_of_errors:
    """Your history holds the errors. You should return the weights: from them the
    errors can be computed, but not the other way round."""

    def hot_and_cold(w, x, goal, step, max_iter):
        found, history = right(w, x, goal, step, max_iter)
        return found, _error(history, x, goal)


@typical
class history_as_a_list:
    """Your history is a list. You should return one tensor, in which all moments can be compared
    at once: `torch.stack` makes it of a list of tensors."""

    def hot_and_cold(w, x, goal, step, max_iter):
        found, history = right(w, x, goal, step, max_iter)
        return found, list(history)


class history_in_float32:
    """Your history has another dtype than the weights. `torch.zeros` and its relatives make float32
    unless told otherwise: stack the weights, or give the new tensor `dtype=w.dtype`."""

    def hot_and_cold(w, x, goal, step, max_iter):
        found, history = right(w, x, goal, step, max_iter)
        return found, history.float()


class weight_only:
    """You return one thing. You should return two: the last weights and the history."""

    def hot_and_cold(w, x, goal, step, max_iter):
        return right(w, x, goal, step, max_iter)[0]


@typical
class start_left_out:
    """Your history begins after the first round. The start is a moment too: without it nobody can
    see what the first round did."""

    def hot_and_cold(w, x, goal, step, max_iter):
        found, history = right(w, x, goal, step, max_iter)
        return found, history[1:]


@typical
class one_round_short:
    """You play one round fewer than `max_iter`. The history has a row for the start and one for
    each round, so it has one row more than there are rounds."""

    def hot_and_cold(w, x, goal, step, max_iter):
        return right(w, x, goal, step, max(max_iter - 1, 0))


@typical
class stopped_early:
    """You stop when all weights are near their goals. That would do in practice; here `max_iter` is
    the number of rounds, none is left out, and the swinging at the end is what we want to see."""

    def hot_and_cold(w, x, goal, step, max_iter):
        found, history = right(w, x, goal, step, max_iter)
        for k in range(1, max_iter + 1):
            if bool(((history[k] - goal / x).abs() < step).all()):
                return history[k], history[: k + 1]
        return found, history


class one_moment_only:
    """All rows of your history are the same: the end. You kept one tensor and changed it in place,
    so every entry of the list is that same tensor. Make a new one in each round."""

    def hot_and_cold(w, x, goal, step, max_iter):
        found, history = right(w, x, goal, step, max_iter)
        return found, found.expand_as(history).clone()


input_overwritten = typical(overwriting("hot_and_cold", "w"))

always_float64 = typical(in_float64("hot_and_cold"))

made_on_the_cpu = partly_on_the_cpu("hot_and_cold")

loop_over_weights = typical(loop_over("hot_and_cold", "w", what="the weights"))


class input_left_out:
    """You compare the weight itself with the goal; the input plays no part. What has to be near the
    goal is the prediction x * w."""

    def hot_and_cold(w, x, goal, step, max_iter):
        return right(w, torch.ones_like(x), goal, step, max_iter)


class almost_equal_is_a_tie:
    """You take two errors for equal that are only nearly so (`isclose` and its relatives), or stop
    where the weight hardly moves. Near the goal, and with small steps, the two errors always nearly
    agree; the smaller of them still says where to go."""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            up, down = _error(w + step, x, goal), _error(w - step, x, goal)
            return torch.where(torch.isclose(up, down), w, _chosen(w, step, up, down))

        return _search(w, x, goal, step, max_iter, move)


class one_buffer_for_all_rounds:
    """All rows of your history after the start are the same: the end. The list holds one tensor
    again and again, and that tensor was overwritten in every round. Keep a new one for each."""

    def hot_and_cold(w, x, goal, step, max_iter):
        found, history = right(w, x, goal, step, max_iter)
        return found, torch.cat([history[:1], found.expand(max_iter, *w.shape)])


class step_grows_smaller:
    """Your steps become shorter from round to round. That is a good idea, and another rule: here
    every step has the same length, and you should see what comes of it."""

    def hot_and_cold(w, x, goal, step, max_iter):
        history = [w]
        for k in range(max_iter):
            now, size = history[-1], step / 2**k
            up, down = _error(now + size, x, goal), _error(now - size, x, goal)
            history.append(_chosen(now, size, up, down))
        return history[-1], torch.stack(history)


class step_times_input:
    """Your steps are longer where the input is larger. The probe and the step are both `step` away
    from the weight, whatever the input is."""

    def hot_and_cold(w, x, goal, step, max_iter):
        def move(w):
            up, down = _error(w + step, x, goal), _error(w - step, x, goal)
            return _chosen(w, step * x, up, down)

        return _search(w, x, goal, step, max_iter, move)


class solved_not_searched:
    """You return goal / x, the best weight. It can be computed here because the model is so small;
    you should return where the search is after its last round."""

    def hot_and_cold(w, x, goal, step, max_iter):
        return goal / x, right(w, x, goal, step, max_iter)[1]
