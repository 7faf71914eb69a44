"""As in the formula: add h times a unit vector, and never change anything in place."""

import torch


def numeric_grad(f, x, h=1e-5):
    x = x.to(torch.float64)
    grad = torch.zeros_like(x).flatten()
    for i, unit in enumerate(torch.eye(x.numel(), dtype=x.dtype, device=x.device)):
        nudge = h * unit.reshape(x.shape)
        grad[i] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return grad.reshape(x.shape)


def rel_error(a, b):
    if a.shape != b.shape:
        raise ValueError("compare tensors of one shape")
    worst = torch.zeros((), dtype=torch.float64)
    for p, q in zip(a.double().flatten(), b.double().flatten(), strict=True):
        size = torch.maximum(p.abs() + q.abs(), torch.tensor(1e-8).double())
        worst = torch.maximum(worst, (p - q).abs() / size)
    return float(worst)
