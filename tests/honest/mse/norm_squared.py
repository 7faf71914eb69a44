# the squared length of the difference over the number of elements
import torch


def _prepare(a, b):
    if a.size() != b.size():
        raise ValueError(f"{a.size()} is not {b.size()}")
    dtype = a.dtype if a.dtype.is_floating_point else torch.float32
    return a.to(dtype=dtype), b.to(dtype=dtype)


def error(pred, goal):
    a, b = _prepare(pred, goal)
    return (a - b).abs().pow(2)


def mse(pred, true):
    a, b = _prepare(pred, true)
    distance = torch.linalg.vector_norm(a - b)
    return distance.pow(2).div(a.numel())
