"""Known mistakes of gradient_descent: each namespace stands in for part of the reference."""

import torch
from generic_mistakes import in_float64, loop_over, partly_on_the_cpu, typical
from reference import gd_step as right_step


@typical
class uphill:
    """You step along the derivative, which points uphill: the error grows. Gradient descent steps
    against it, hence the minus. (Some texts say "towards the derivative"; they mean downhill.)"""

    def gd_step(w, x, goal, alpha):
        return w + alpha * x * (x * w - goal)


@typical
class learning_rate_forgotten:
    """The learning rate plays no part in your step. Without it the step is as long as the slope is
    steep, which for large inputs leaps right over the valley."""

    def gd_step(w, x, goal, alpha):
        return w - x * (x * w - goal)


@typical
class input_forgotten:
    """You step by the error of the prediction, without the factor x. The derivative also asks how
    much the prediction changes with w, and that is x: an input of zero should move nothing, and a
    negative input turns the direction around."""

    def gd_step(w, x, goal, alpha):
        return w - alpha * (x * w - goal)


@typical
class factor_two:
    """Your step is twice as long as it should be. The error here is *half* the squared distance, so
    the 2 that the square brings down cancels. Both conventions exist; a program needs one."""

    def gd_step(w, x, goal, alpha):
        return w - alpha * 2 * x * (x * w - goal)


class sign_only:
    """You use the direction of the slope and not its size, so every step is equally long. The size
    of the slope is what makes the steps shorter near the goal; without it they go back and
    forth."""

    def gd_step(w, x, goal, alpha):
        return w - alpha * torch.sign(x * (x * w - goal))


@typical
class error_instead_of_slope:
    """You step by the error itself. The error says how bad things are and never in which direction
    to go: it is positive on both sides of the valley. Its derivative says both."""

    def gd_step(w, x, goal, alpha):
        return w - alpha * (x * w - goal) ** 2 / 2


always_float64 = typical(in_float64("gd_step"))


@typical
class updated_in_place:
    """You wrote the new weight over the old one. `-=` changes the caller's tensor, and the caller
    may still need the old weight: to compare, to go back, to draw the path."""

    def gd_step(w, x, goal, alpha):
        w -= alpha * x * (x * w - goal)
        return w


rebuilt_on_the_cpu = partly_on_the_cpu("gd_step")

loop_over_weights = typical(loop_over("gd_step", "w", what="the weights"))


@typical
class start_left_out:
    """Your history begins after the first step. The start is a moment too: without it nobody can
    see what the first step did."""

    def train(w, x, goal, alpha, steps):
        history = w.new_empty(0, *w.shape)
        for _ in range(steps):
            w = right_step(w, x, goal, alpha)
            history = torch.cat([history, w.unsqueeze(0)])
        return history


class one_moment_only:
    """All rows of your history are the same: the end. You kept one tensor and changed it in place,
    so every entry of the list is that same tensor. Keep a new one for each moment."""

    def train(w, x, goal, alpha, steps):
        history = [w]
        for _ in range(steps):
            w -= alpha * x * (x * w - goal)
            history.append(w)
        return torch.stack(history)


@typical
class last_weight_only:
    """You return where training ended and not how it came there. The history has a row for every
    step, and one for the start."""

    def train(w, x, goal, alpha, steps):
        for _ in range(steps):
            w = right_step(w, x, goal, alpha)
        return w.clone()


class one_step_short:
    """Your history has `steps` rows, the start among them, so the last step is missing. Between
    seven fence posts there are six gaps."""

    def train(w, x, goal, alpha, steps):
        history = [w]
        for _ in range(steps - 1):
            history.append(right_step(history[-1], x, goal, alpha))
        return torch.stack(history)


@typical
class best_instead_of_largest:
    """1 / x^2 is the best learning rate: it reaches the goal in a single step. The largest possible
    one is twice that, where each step lands as far beyond the goal as it started before it."""

    def stable_alpha(x):
        return 1 / x**2


@typical
class not_squared:
    """You divide by the size of x; it has to be squared. The input counts twice: once in how far
    the prediction is off, and once more in how much the weight moves because of it."""

    def stable_alpha(x):
        return 2 / x.abs()


@typical
class sign_kept:
    """Your bound is negative for negative inputs. A learning rate is positive whatever the sign of
    the input: x enters squared."""

    def stable_alpha(x):
        return 2 / (x * x.abs())


@typical
class zero_not_thought_of:
    """An input of zero gives NaN or a made-up number. Nothing moves there, so nothing can explode
    and every learning rate is allowed: the bound is infinite."""

    def stable_alpha(x):
        return torch.where(x == 0, torch.zeros_like(x), 2 / x**2)


history_in_float64 = typical(in_float64("train"))


class stops_when_it_is_slow:
    """You stop as soon as the weights hardly change. With a small learning rate they hardly change
    from the start, far away from the goal; here every step is asked for."""

    def train(w, x, goal, alpha, steps):
        history = [w]
        for _ in range(steps):
            new = right_step(history[-1], x, goal, alpha)
            history.append(history[-1] if torch.allclose(new, history[-1]) else new)
        return torch.stack(history)


class half_kept:
    """Your step is half as long as it should be. The derivative of the square brings down a 2, and
    it cancels the one half of the error."""

    def gd_step(w, x, goal, alpha):
        return w - alpha * x * (x * w - goal) / 2


class divided_by_the_elements:
    """You divide the slope by the number of weights, as the mean over a batch would. Each element
    is a problem of its own here, with an error and a slope of its own: nothing is averaged."""

    def gd_step(w, x, goal, alpha):
        return w - alpha * x * (x * w - goal) / max(w.numel(), 1)


class weight_in_the_place_of_the_input:
    """You multiply the distance from the goal by the weight. The prediction x w changes by x when w
    changes by 1, so the factor is the input x."""

    def gd_step(w, x, goal, alpha):
        return w - alpha * w * (x * w - goal)


@typical
class one_slope_for_all:
    """All your weights move by the same amount: the mean of the slopes. Each element is a problem
    of its own, with a slope of its own."""

    def gd_step(w, x, goal, alpha):
        return w - alpha * (x * (x * w - goal)).mean()


class gradient_of_the_start:
    """All your steps are equally long: each uses the slope at the start. The slope changes with the
    weight, so it has to be computed again before every step."""

    def train(w, x, goal, alpha, steps):
        step = right_step(w, x, goal, alpha) - w
        return torch.stack([w + k * step for k in range(steps + 1)])


class every_step_from_the_start:
    """Each of your steps begins at the start, so nothing after the first step is new. A step begins
    where the one before it ended."""

    def train(w, x, goal, alpha, steps):
        return torch.stack([w] + [right_step(w, x, goal, alpha) for _ in range(steps)])


class one_buffer_for_all_steps:
    """All rows of your history after the start are the same: the end. The list holds one tensor
    again and again, and that tensor was overwritten in every step. Keep a new one for each."""

    def train(w, x, goal, alpha, steps):
        history = [w]
        for _ in range(steps):
            history.append(right_step(history[-1], x, goal, alpha))
        return torch.stack([w] + history[-1:] * steps)


@typical
class one_bound_for_all:
    """You return the same bound for every input: the smallest. Each element is a problem of its
    own, and a small input allows a larger learning rate."""

    def stable_alpha(x):
        return torch.full_like(x, (2 / x**2).min().item()) if x.numel() else x.clone()


class zero_avoided_by_a_little:
    """You add a small number so that nothing is divided by zero. Then every bound is a little too
    small, and where the input is 0 it is finite. Torch divides by 0 and gives infinity, which is
    the answer here."""

    def stable_alpha(x):
        return 2 / (x**2 + 1e-12)
