"""A random key for each row decides its batch: rank the keys, and rank // bs is the number of the
batch. Within a batch the rows stand as they stood in the data, because an average does not mind."""

import torch


def count_steps(n, bs, epochs):
    whole, left = divmod(n, bs)
    return epochs * (whole + (left > 0))


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    n = len(X)
    w = X.new_zeros(X.shape[1])
    for _ in range(epochs):
        keys = torch.rand(n, generator=rng, dtype=torch.float64)
        batch_of_row = (keys.argsort().argsort() // bs).to(X.device)
        for k in range(count_steps(n, bs, 1)):
            chosen = batch_of_row == k
            gradients = loss_grad(w, X[chosen], y[chosen])
            w = w - lr * gradients.mean(dim=0)
    return w
