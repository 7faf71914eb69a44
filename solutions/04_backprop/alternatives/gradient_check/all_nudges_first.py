"""First all the places, as the rows of one matrix, then all the questions to f."""

import torch


def numeric_grad(f, x, h=1e-5):
    n = x.numel()
    start = x.reshape(1, n).double().repeat(2 * n, 1)
    rows = torch.arange(n, device=x.device)
    start[rows, rows] += h
    start[rows + n, rows] -= h
    answers = [float(f(place.reshape(x.shape))) for place in start]
    values = torch.tensor(answers, dtype=torch.float64).to(x.device)
    return ((values[:n] - values[n:]) / h / 2).reshape(x.shape)


def rel_error(a, b):
    if a.shape != b.shape:
        raise ValueError("different shapes")
    a, b = a.double().flatten(), b.double().flatten()
    floor = a.new_full((1,), 1e-8)
    sizes = torch.max(a.abs() + b.abs(), floor)
    errors = torch.cat([torch.zeros_like(floor), (a - b).abs() / sizes])
    return errors.max().item()
