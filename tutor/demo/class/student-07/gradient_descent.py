"""Gradient descent on one weight."""

import torch


def error(w, x, goal):
    return 0.5 * (x * w - goal) ** 2


def slope(w, x, goal):
    return x * (x * w - goal)


def gd_step(w: torch.Tensor, x: torch.Tensor, goal: torch.Tensor, alpha: float) -> torch.Tensor:
    return w - alpha * slope(w, x, goal)


def train(
    w: torch.Tensor, x: torch.Tensor, goal: torch.Tensor, alpha: float, steps: int
) -> torch.Tensor:
    weights = [w]
    while len(weights) < steps + 1:
        weights.append(gd_step(weights[-1], x, goal, alpha))
    return torch.stack(weights)


def explodes(alpha: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    # start 1 away from the goal (goal = 0), is it further away after one step?
    one = torch.ones_like(x)
    return gd_step(one, x, torch.zeros_like(x), alpha).abs() > 1


def stable_alpha(x: torch.Tensor) -> torch.Tensor:
    # I could not find a formula, so I search for it
    high = torch.ones_like(x)
    while not explodes(high, x).all():
        high = torch.where(explodes(high, x), high, high * 2)
    low = torch.zeros_like(x)
    for _ in range(80):
        middle = (low + high) / 2
        too_much = explodes(middle, x)
        high = torch.where(too_much, middle, high)
        low = torch.where(too_much, low, middle)
    return low
