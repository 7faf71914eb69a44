# torch.split, tensor_split and a list comprehension
import math

import torch


def count_steps(n, bs, epochs):
    return int(math.ceil(n / bs)) * epochs


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    N, D = X.shape
    weights = torch.zeros(D, dtype=X.dtype, device=X.device)
    for epoch in range(epochs):
        shuffled = torch.randperm(N, generator=rng).to(X.device)
        for rows in shuffled.split(bs):
            if rows.numel() == 0:
                continue
            grads = loss_grad(weights, torch.index_select(X, 0, rows), y.index_select(0, rows))
            weights = weights - lr * grads.sum(dim=0) / rows.numel()
    return weights
