# torch.Size as it is, which is a tuple; prints; numpy's item
import numpy as np
import torch


def answer():
    result = 1 + 1
    print(result)
    return result


def describe(t):
    print(t.shape, t.dtype, t.device)
    return {"shape": t.shape, "ndim": t.ndim, "dtype": t.dtype, "device": str(t.device)}


def as_number(t):
    if torch.numel(t) != 1:
        raise ValueError("expected one element, got " + str(torch.numel(t)))
    return np.asarray(t.cpu().reshape(())).item()
