"""Looking for a learning rate: try many in one short run, and read one off the curve.

Replace each `raise` by your own code. All of torch is yours to use.
"""

from collections.abc import Callable

import torch


def rates(start: float, end: float, num_it: int) -> list[float]:
    """Return the learning rates to be tried.

    From each rate to the next it is the same factor, (end / start) ** (1 / num_it). The first is
    `start`; after the last of them one more factor would lead to `end`.

    Args:
        start: the smallest rate, above 0.
        end: where the rates lead, above start.
        num_it: how many rates, at least 1.
    """
    raise NotImplementedError("task 1: rates that grow by a factor")


def smoothed(losses: list[float], beta: float = 0.98) -> list[float]:
    """Return the smooth curve behind noisy losses: a running mean without bias.

    The running mean m is 0 before the first loss; with each loss it becomes
    beta * m + (1 - beta) * loss. After k losses the smooth value is m / (1 - beta ** k).

    Args:
        losses: the losses, in order. The list may be empty, and stays as it is.
        beta: how much of the running mean is kept, at least 0 and below 1.

    Returns:
        One smooth value for each loss.
    """
    raise NotImplementedError("task 2: a running mean without bias")


def lr_find(
    weights: list[torch.Tensor],
    step: Callable[[float], float],
    start: float = 1e-7,
    end: float = 10.0,
    num_it: int = 100,
) -> tuple[list[float], list[float]]:
    """Train for a moment at growing learning rates, and put everything back.

    For each of `rates(start, end, num_it)` in turn, `step(lr)` is called once. After each call the
    smooth value (that of `smoothed` with its beta of 0.98) of all losses so far is worked out. The
    run ends early after a call with which the smooth value is above 4 times the smallest so far, or
    is not finite (NaN or infinite).

    At the end every tensor of `weights` has exactly the values that it had before, bit for bit.
    They are the same tensors, so that the model that holds them has its weights back. That is so
    too if `step` raises an exception, which then goes on to the caller.

    Args:
        weights: what `step` changes, in place: tensors, some of which may require a gradient.
        step: takes one step of training at a learning rate, on the next batch, and returns the
            loss: a float above 0, NaN or infinite. It is called for nothing else.
        start: the first rate.
        end: where the rates lead.
        num_it: how many rates to try, at least 1.

    Returns:
        The rates that were tried, and the smooth value after each of them: two lists of the same
        length, in order. The call that ended the run early is in both.
    """
    raise NotImplementedError("task 3: try the rates")


def steepest(lrs: list[float], losses: list[float]) -> float:
    """Read off the rate at which the loss falls fastest.

    Between two neighbours of the curve the loss falls at the speed (losses[i] - losses[i + 1]) /
    (log(lrs[i + 1]) - log(lrs[i])). The answer is the middle of the piece where it falls fastest,
    on the logarithmic axis: sqrt(lrs[i] * lrs[i + 1]). Of several such pieces the first counts.

    A loss that is not finite ends the curve: it and all that follows are not looked at.

    Args:
        lrs: the rates, growing, but not always by the same factor. The lists stay as they are.
        losses: for each rate its smooth loss.

    Raises:
        ValueError: the loss falls nowhere, or fewer than two points are left.
    """
    raise NotImplementedError("task 4: where does it fall fastest?")


def tenth_of_the_lowest(lrs: list[float], losses: list[float]) -> float:
    """Read off a tenth of the rate at which the loss is lowest.

    Of several points with the lowest loss the first counts. Losses that are not finite are treated
    as in `steepest`.

    Raises:
        ValueError: no point is left.
    """
    raise NotImplementedError("task 4: a tenth of the rate of the lowest loss")
