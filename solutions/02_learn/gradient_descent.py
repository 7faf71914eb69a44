"""Reference: the derivative of (x w - goal)^2 / 2 is x (x w - goal), and the step goes against it.

The distance from the solution is multiplied by 1 - alpha x^2 in every step, so it shrinks exactly
when alpha lies between 0 and 2 / x^2.
"""

import torch


def gd_step(w: torch.Tensor, x: torch.Tensor, goal: torch.Tensor, alpha: float) -> torch.Tensor:
    return w - alpha * x * (x * w - goal)


def train(
    w: torch.Tensor, x: torch.Tensor, goal: torch.Tensor, alpha: float, steps: int
) -> torch.Tensor:
    history = [w]
    for _ in range(steps):
        history.append(gd_step(history[-1], x, goal, alpha))
    return torch.stack(history)


def stable_alpha(x: torch.Tensor) -> torch.Tensor:
    return 2 / x**2
