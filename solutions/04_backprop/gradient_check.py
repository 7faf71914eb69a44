"""Reference: nudge a float64 copy, element by element, and write the old value back.

The relative error with its floor is the one that Stanford's CS231n uses in its gradient checks.
"""

from collections.abc import Callable

import torch


def numeric_grad(
    f: Callable[[torch.Tensor], float | torch.Tensor], x: torch.Tensor, h: float = 1e-5
) -> torch.Tensor:
    flat = x.detach().to(torch.float64).flatten().clone()
    nudged = flat.view(x.shape)  # the same numbers in the shape that f wants
    grad = torch.empty_like(flat)
    for i in range(len(flat)):
        old = flat[i].item()
        flat[i] = old + h
        above = float(f(nudged))
        flat[i] = old - h
        below = float(f(nudged))
        flat[i] = old
        grad[i] = (above - below) / (2 * h)
    return grad.view(x.shape)


def rel_error(a: torch.Tensor, b: torch.Tensor) -> float:
    if a.shape != b.shape:
        raise ValueError(f"the shapes {tuple(a.shape)} and {tuple(b.shape)} differ")
    if a.numel() == 0:
        return 0.0
    a, b = a.double(), b.double()
    return ((a - b).abs() / (a.abs() + b.abs()).clamp(min=1e-8)).max().item()
