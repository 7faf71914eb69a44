"""Reference: square the differences and take their mean, once the shapes and dtypes are sound.

The mean squared error is as old as least squares (Legendre 1805, Gauss 1809).
"""

import torch


def error(pred: torch.Tensor, goal: torch.Tensor) -> torch.Tensor:
    if pred.shape != goal.shape:
        raise ValueError(f"shapes differ: {tuple(pred.shape)} and {tuple(goal.shape)}")
    if not pred.is_floating_point():
        pred, goal = pred.to(torch.float32), goal.to(torch.float32)
    return (pred - goal) ** 2


def mse(pred: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    return error(pred, true).mean()
