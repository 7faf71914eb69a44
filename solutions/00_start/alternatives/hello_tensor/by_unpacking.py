"""The shape taken apart, and the kind of number chosen by the dtype."""

import math

import torch


def answer():
    return sum((1, 1))


def describe(t):
    shape = (*t.size(),)
    return {"shape": shape, "ndim": len(shape), "dtype": t.dtype, "device": str(t.device)}


def as_number(t):
    if math.prod(t.shape) != 1:
        raise ValueError(tuple(t.shape))
    if t.dtype == torch.bool:
        return bool(t)
    return float(t) if t.is_floating_point() else int(t)
