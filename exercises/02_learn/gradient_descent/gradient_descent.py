"""Gradient descent on one weight.

The model predicts `x * w`. Its error is E(w) = (x * w - goal)^2 / 2; the one half makes the
derivative tidy. Replace each `raise` by your own code, by hand: no autograd, no optimizer.

Everywhere below, `w`, `x` and `goal` are floating-point tensors of one common shape, dtype and
device. Each element is a problem of its own: a weight, an input and a goal that belong together.
"""

import torch


def gd_step(w: torch.Tensor, x: torch.Tensor, goal: torch.Tensor, alpha: float) -> torch.Tensor:
    """Take one step of gradient descent.

    Args:
        w: the weights, any shape.
        x: the inputs, shape of w.
        goal: what x * w should be, shape of w.
        alpha: the learning rate.

    Returns:
        The new weights: a new tensor with the shape, dtype and device of w. The arguments stay as
        they are.
    """
    raise NotImplementedError("task 1: one step")


def train(
    w: torch.Tensor, x: torch.Tensor, goal: torch.Tensor, alpha: float, steps: int
) -> torch.Tensor:
    """Take several steps, one after another, and keep every weight on the way.

    Args:
        w: the weights to start from, any shape.
        x: the inputs, shape of w.
        goal: what x * w should be, shape of w.
        alpha: the learning rate.
        steps: how many steps to take; may be 0.

    Returns:
        The history, shape (steps + 1, *w.shape), with the dtype and device of w: row 0 is the
        start, row k the weights after k steps. The arguments stay as they are.
    """
    raise NotImplementedError("task 2: a whole run")


def stable_alpha(x: torch.Tensor) -> torch.Tensor:
    """Say how large the learning rate may be before training explodes.

    Args:
        x: the inputs, any shape.

    Returns:
        For each input the bound A, with the shape, dtype and device of x: with any alpha between 0
        and A, `train` comes closer to its goal with every step; with an alpha above A it moves
        away. Infinity where x is 0, because then nothing moves at all. x stays as it is.
    """
    raise NotImplementedError("task 3: how large may the step be?")
