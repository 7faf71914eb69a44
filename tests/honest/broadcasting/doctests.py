# doctests in the docstrings that compare with F.one_hot
"""Run me with python -m doctest.

>>> import torch.nn.functional as F
>>> bool((F.one_hot(torch.tensor([1]), 2) == one_hot(torch.tensor([1]), 2)).all())
True
"""
import doctest

import torch


def one_hot(y, C):
    """
    >>> one_hot(torch.tensor([1, 0]), 2)
    tensor([[0., 1.],
            [1., 0.]])
    """
    return torch.eq(y.reshape(-1, 1), torch.arange(C, device=y.device).reshape(1, -1)).float()


def pairwise_sqdist(A, B):
    """
    >>> pairwise_sqdist(torch.zeros(1, 2), torch.ones(1, 2)).item()
    2.0
    """
    N, M = A.shape[0], B.shape[0]
    left = A.repeat_interleave(M, dim=0)
    right = B.repeat(N, 1)
    return ((left - right) ** 2).sum(dim=1).view(N, M)


def standardize(X, mu, sd):
    divisor = sd.clone()
    divisor[divisor == 0] = 1
    return (X - mu) / divisor


if __name__ == "__main__":
    doctest.testmod()
