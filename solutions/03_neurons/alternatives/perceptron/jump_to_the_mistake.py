"""Between two mistakes nothing changes, so the answers of all remaining rows can be had at once:
jump to the first that is wrong. Much faster when mistakes are rare."""

import torch


def predict(X, w, b):
    return torch.where((X * w).sum(dim=1) + b > 0, 1, 0)


def perceptron_fit(X, y, max_epochs):
    w, b = torch.zeros_like(X[:1].sum(0)), torch.zeros_like(X[:0].sum())
    for _ in range(max_epochs):
        position, mistakes = 0, 0
        while True:
            wrong = (predict(X[position:], w, b) != y[position:]).nonzero()
            if len(wrong) == 0:
                break
            position += int(wrong[0])
            sign = 2 * int(y[position]) - 1
            w, b = w + sign * X[position], b + sign
            position, mistakes = position + 1, mistakes + 1
        if not mistakes:
            return w, b, True
    return w, b, False


def xor_net(x):
    total = x.sum(dim=1)
    not_none, not_both = (total > 0.5).to(x.dtype), (1.5 - total > 0).to(x.dtype)
    return (not_none + not_both - 1.5 > 0).long()
