# a default dtype that is set and set back, getattr and hasattr on torch
import contextlib

import torch


@contextlib.contextmanager
def default_dtype(dtype):
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


square = getattr(torch, "square")
major = int(torch.__version__.split(".")[0])
assert major >= 2 and hasattr(torch, "compile"), torch.__version__


def one_hot(y, C):
    with default_dtype(torch.float32):
        table = torch.zeros(len(y), C, device=torch.device(y.device))
    return table.scatter_add(1, y[:, None], table.new_ones(len(y), 1))


def pairwise_sqdist(A, B):
    with torch.enable_grad():
        left, right = A.view(len(A), 1, A.shape[1]), B.view(1, len(B), B.shape[1])
        return square(left - right).sum(axis=2)


def standardize(X, mu, sd):
    with torch.no_grad():
        return torch.div(X - mu, torch.where(sd.bool(), sd, 1.0))
