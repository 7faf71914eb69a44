"""Reference: shuffle row numbers once an epoch, cut them into batches, step against the average.

The average gradient of a random batch is an unbiased estimate of the average over all rows, which
is why many cheap steps get as far as a few dear ones (Robbins and Monro, 1951).
"""

from collections.abc import Callable

import torch


def count_steps(n: int, bs: int, epochs: int) -> int:
    return epochs * len(range(0, n, bs))


def sgd_epochs(
    X: torch.Tensor,
    y: torch.Tensor,
    loss_grad: Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor],
    lr: float,
    bs: int,
    epochs: int,
    rng: torch.Generator,
) -> torch.Tensor:
    w = X.new_zeros(X.shape[1])
    for _ in range(epochs):
        order = torch.randperm(len(X), generator=rng).to(X.device)
        for start in range(0, len(X), bs):
            batch = order[start : start + bs]
            w = w - lr * loss_grad(w, X[batch], y[batch]).mean(dim=0)
    return w
