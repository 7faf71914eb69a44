"""Reference: try the rates, follow the smooth loss, and copy the weights back whatever happens.

As fastai does it (`callback/schedule.py`): 1e-7 to 10 in 100 steps, a running mean with beta 0.98,
an end at 4 times the best, and the weights as they were.
"""

import itertools
import math
from collections.abc import Callable

import torch


def rates(start: float, end: float, num_it: int) -> list[float]:
    return [start * (end / start) ** (i / num_it) for i in range(num_it)]


def smoothed(losses: list[float], beta: float = 0.98) -> list[float]:
    mean, found = 0.0, []
    for k, loss in enumerate(losses, start=1):
        mean = beta * mean + (1 - beta) * loss
        found.append(mean / (1 - beta**k))
    return found


def lr_find(
    weights: list[torch.Tensor],
    step: Callable[[float], float],
    start: float = 1e-7,
    end: float = 10.0,
    num_it: int = 100,
) -> tuple[list[float], list[float]]:
    before = [w.detach().clone() for w in weights]
    lrs, losses, smooth = [], [], []
    try:
        for lr in rates(start, end, num_it):
            losses.append(step(lr))
            lrs.append(lr)
            smooth = smoothed(losses)
            if not math.isfinite(smooth[-1]) or smooth[-1] > 4 * min(smooth):
                break
    finally:
        with torch.no_grad():
            for w, old in zip(weights, before, strict=True):
                w.copy_(old)
    return lrs, smooth


def until_the_end(lrs: list[float], losses: list[float]) -> list[tuple[float, float]]:
    """The points of the curve, up to the first loss that is not finite."""
    points = []
    for lr, loss in zip(lrs, losses, strict=True):
        if not math.isfinite(loss):
            break
        points.append((lr, loss))
    return points


def steepest(lrs: list[float], losses: list[float]) -> float:
    points = until_the_end(lrs, losses)
    fastest, found = 0.0, None
    for (left, high), (right, low) in itertools.pairwise(points):
        speed = (high - low) / math.log(right / left)
        if speed > fastest:
            fastest, found = speed, math.sqrt(left * right)
    if found is None:
        raise ValueError("the loss falls nowhere")
    return found


def tenth_of_the_lowest(lrs: list[float], losses: list[float]) -> float:
    points = until_the_end(lrs, losses)
    if not points:
        raise ValueError("no loss is finite")
    return min(points, key=lambda point: point[1])[0] / 10
