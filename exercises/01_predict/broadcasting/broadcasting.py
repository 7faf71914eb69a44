"""Tables without loops: three functions in which a column meets a row.

Each docstring says with Python loops what is asked for. Write the same without any loop, so that
the number of torch operations does not grow with any of the sizes. torch's ready-made functions for
one-hot labels, distances and normalisation would do the task for you: do without them.
"""

import torch


def one_hot(y: torch.Tensor, C: int) -> torch.Tensor:
    """Write labels as rows of zeros with a single one.

        for n in range(N):
            for c in range(C):
                out[n, c] = 1.0 if y[n] == c else 0.0

    Args:
        y: the labels, shape (N,), dtype int64, each from 0 to C - 1. N may be 0.
        C: the number of classes. Not every class needs to occur in y.

    Returns:
        A tensor of shape (N, C), dtype torch.float32, on the device of y.
    """
    raise NotImplementedError("task 1: one-hot labels")


def pairwise_sqdist(A: torch.Tensor, B: torch.Tensor) -> torch.Tensor:
    """Compute the squared distance of each point of A from each point of B.

        for n in range(N):
            for m in range(M):
                out[n, m] = sum((A[n, d] - B[m, d]) ** 2 for d in range(D))

    Args:
        A: N points with D coordinates, shape (N, D), floating-point. N may be 0.
        B: M points with D coordinates, shape (M, D), dtype and device of A. M may be 0.

    Returns:
        A tensor of shape (N, M), with the dtype and the device of A. No entry is negative, not even
        by a rounding error. Autograd can differentiate it with respect to A and B, which stay as
        they are.
    """
    raise NotImplementedError("task 2: all distances between two sets of points")


def standardize(X: torch.Tensor, mu: torch.Tensor, sd: torch.Tensor) -> torch.Tensor:
    """Measure each column from its mean, in units of its standard deviation.

        for n in range(N):
            for d in range(D):
                out[n, d] = (X[n, d] - mu[d]) / (sd[d] if sd[d] != 0 else 1)

    Args:
        X: the data, shape (N, D), floating-point. N may be 0.
        mu: the means to use, shape (D,), dtype and device of X. They may come from other data.
        sd: the standard deviations to use, shape (D,), likewise. None is negative. Where one is 0
            the column is only measured from its mean.

    Returns:
        A new tensor of shape (N, D), with the dtype and the device of X. X, mu and sd stay as they
        are.
    """
    raise NotImplementedError("task 3: standardise the columns")
