# Python's random, seeded with a number that the generator draws
import random

import torch


def count_steps(n, bs, epochs):
    return len(range(0, n, bs)) * epochs


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    w = torch.zeros(X.shape[1]).to(X)
    shuffler = random.Random(int(torch.randint(2**31, (), generator=rng)))
    rows = list(range(len(X)))
    for _ in range(epochs):
        shuffler.shuffle(rows)
        for batch in (rows[i : i + bs] for i in range(0, len(rows), bs)):
            g = loss_grad(w, X[batch], y[batch])
            w = w - lr * g.mean(dim=0)
    return w
