"""Exercise gradient_descent, all three tasks."""

import torch
from torch import Tensor


def gd_step(w: Tensor, x: Tensor, goal: Tensor, alpha: float) -> Tensor:
    prediction = x * w
    error = prediction - goal
    # chain rule: dE/dw = dE/dprediction * dprediction/dw = error * x
    slope = error * x
    return w - alpha * slope


def train(w: Tensor, x: Tensor, goal: Tensor, alpha: float, steps: int) -> Tensor:
    current = w.clone()
    history = current.unsqueeze(0)
    for _ in range(steps):
        current = gd_step(current, x, goal, alpha)
        history = torch.cat([history, current.unsqueeze(0)], dim=0)
    return history


def stable_alpha(x: Tensor) -> Tensor:
    # distance to the solution: e -> (1 - alpha x^2) e
    # shrinks while |1 - alpha x^2| < 1, that is 0 < alpha < 2 / x^2
    # x = 0 gives 2 / 0 = inf in torch, which is what they want
    return 2.0 / (x * x)
