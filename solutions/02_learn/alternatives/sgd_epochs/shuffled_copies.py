"""Shuffle copies of the data once an epoch and split them: every batch is then a view of
neighbouring rows, which is how large data is read quickly."""

import math

import torch


def count_steps(n, bs, epochs):
    return math.ceil(n / bs) * epochs


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    w = torch.zeros(X.shape[1], dtype=X.dtype, device=X.device)
    if len(X) == 0:
        return w
    for _ in range(epochs):
        order = torch.randperm(len(X), generator=rng).to(X.device)
        for rows, targets in zip(X[order].split(bs), y[order].split(bs), strict=True):
            w -= lr * loss_grad(w, rows, targets).sum(0) / len(rows)
    return w
