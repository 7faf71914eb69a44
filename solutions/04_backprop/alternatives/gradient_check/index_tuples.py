"""Walk over index tuples, which works for every shape and every order in memory."""

from itertools import product

import torch


def numeric_grad(f, x, h=1e-5):
    grad = torch.zeros(x.shape, dtype=torch.float64, device=x.device)
    for where in product(*map(range, x.shape)):
        up, down = (torch.clone(x).double() for _ in range(2))
        up[where] += h
        down[where] -= h
        grad[where] = f(up) - f(down)
    return grad / (2 * h)


def rel_error(a, b):
    if a.dim() != b.dim() or list(a.shape) != list(b.shape):
        raise ValueError(f"{a.shape} is not {b.shape}")
    a, b = a.to(torch.float64), b.to(torch.float64)
    size = a.abs() + b.abs()
    size = torch.where(size < 1e-8, torch.full_like(size, 1e-8), size)
    errors = (a - b).abs() / size
    return errors.amax().item() if errors.numel() else 0.0
