# numpy's nditer over the indices, as in CS231n
import numpy as np
import torch


def numeric_grad(f, x, h=1e-5):
    x = x.detach().clone().to(torch.float64).contiguous()
    grad = torch.zeros_like(x)
    it = np.nditer(np.empty(tuple(x.shape)), flags=["multi_index", "zerosize_ok"])
    while not it.finished:
        ix = it.multi_index
        old = x[ix].item()
        x[ix] = old + h
        above = f(x)
        x[ix] = old - h
        below = f(x)
        x[ix] = old
        grad[ix] = (above - below) / (2 * h)
        it.iternext()
    return grad


def rel_error(a, b):
    if a.shape != b.shape:
        raise ValueError("different shapes")
    a, b = a.detach().cpu().double().numpy(), b.detach().cpu().double().numpy()
    if a.size == 0:
        return 0.0
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))
