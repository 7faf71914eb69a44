"""Gradient descent on one weight.

The model predicts `x * w`. Its error is E(w) = (x * w - goal)^2 / 2; the one half makes the
derivative tidy. Replace each `raise` by your own code, by hand: no autograd, no optimizer.

Everywhere below, `w`, `x` and `goal` are floating-point tensors of one common shape, dtype and
device. Each element is a problem of its own: a weight, an input and a goal that belong together.
"""

import torch


def gd_step(w: torch.Tensor, x: torch.Tensor, goal: torch.Tensor, alpha: float) -> torch.Tensor:
    """Take one step of gradient descent."""
    delta = x * w - goal
    weight_delta = delta * x  # the name from the book
    return w - weight_delta * alpha


def train(
    w: torch.Tensor, x: torch.Tensor, goal: torch.Tensor, alpha: float, steps: int
) -> torch.Tensor:
    """Take several steps, one after another, and keep every weight on the way."""
    h = torch.zeros((steps + 1,) + tuple(w.shape), dtype=w.dtype, device=w.device)
    h[0] = w
    for i in range(1, steps + 1):
        h[i] = gd_step(h[i - 1], x, goal, alpha)
    return h


def stable_alpha(x: torch.Tensor) -> torch.Tensor:
    """Say how large the learning rate may be before training explodes.

    Args:
        x: the inputs, any shape.

    Returns:
        For each input the bound A, shape of x: with any alpha between 0 and A, `train` comes
        closer to its goal with every step; with an alpha above A it moves away. Infinity where
        x is 0, because then nothing moves at all.
    """
    raise NotImplementedError("task 3: how large may the step be?")
