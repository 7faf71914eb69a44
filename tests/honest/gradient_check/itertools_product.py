# itertools.product over the axes, numbers formatted with Decimal and Fraction
import itertools
from decimal import Decimal
from fractions import Fraction
from numbers import Number

import torch

print("a step of", Decimal("1e-5"), "or", Fraction(1, 100_000))


def as_number(value) -> float:
    return float(value) if isinstance(value, Number) else value.item()


def numeric_grad(f, x, h=1e-5):
    grad = torch.zeros(x.shape, dtype=torch.float64, device=x.device)
    for place in itertools.product(*map(range, x.shape)):
        above, below = x.double().clone(), x.double().clone()
        above[place] += h
        below[place] -= h
        grad[place] = (as_number(f(above)) - as_number(f(below))) / (2 * h)
    return grad


def rel_error(a, b):
    if a.shape != b.shape:
        raise ValueError(f"{a.shape} != {b.shape}")
    a, b = a.to(torch.float64), b.to(torch.float64)
    ratios = (a - b).abs() / torch.maximum(a.abs() + b.abs(), torch.full_like(a, 1e-8))
    return ratios.max().item() if ratios.numel() else 0.0
