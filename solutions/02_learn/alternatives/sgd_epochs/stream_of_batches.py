"""A generator function yields the batches of all epochs, so that training is a single loop: the
order of the data and the learning are two things, and can be changed apart."""

import torch


def count_steps(n, bs, epochs):
    return epochs * ((n + bs - 1) // bs)


def batches(n, bs, epochs, rng):
    for _ in range(epochs):
        order = torch.randperm(n, generator=rng).tolist()
        while order:
            batch, order = order[:bs], order[bs:]
            yield batch


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    w = torch.zeros_like(X[:1].sum(0))
    for batch in batches(len(X), bs, epochs, rng):
        w = w.sub(loss_grad(w, X[batch], y[batch]).mean(0), alpha=lr)
    return w
