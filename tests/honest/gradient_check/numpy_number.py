# the error as a number of numpy's, which is a float too
import numpy as np
import torch


def numeric_grad(f, x, h=1e-5):
    place = x.detach().to(torch.float64).clone()
    grad = torch.zeros_like(place)
    for i in np.ndindex(*x.shape):
        old = place[i].item()
        place[i] = old + h
        above = float(f(place.clone()))
        place[i] = old - h
        grad[i] = (above - float(f(place.clone()))) / (2 * h)
        place[i] = old
    return grad


def rel_error(a, b):
    if a.shape != b.shape:
        raise ValueError("the shapes differ")
    if a.numel() == 0:
        return np.float64(0)
    a, b = (t.numpy().astype(np.float64) for t in (a, b))
    return np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b)))
