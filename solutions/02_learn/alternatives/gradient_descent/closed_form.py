"""Every step multiplies the distance from the solution by the same number, so step k is known
without the steps before it: w_k = solution + (1 - alpha x^2)^k (w_0 - solution)."""

import torch


def gd_step(w, x, goal, alpha):
    shrink = 1 - alpha * x * x
    return shrink * w + alpha * x * goal


def train(w, x, goal, alpha, steps):
    k = torch.arange(steps + 1, dtype=w.dtype, device=w.device)
    k = k.reshape(-1, *[1] * w.dim())
    solution = torch.where(x == 0, w, goal / torch.where(x == 0, 1, x))
    return solution + (1 - alpha * x * x) ** k * (w - solution)


def stable_alpha(x):
    return torch.where(x == 0, torch.inf, 2 * x.abs().pow(-2))
