"""Gradients by the chain rule, kinks from the right, errors by weights of 0 and 1."""

import torch

ACTIVATIONS = {
    "relu": (lambda s: s.clamp(min=0), lambda s: (s > 0).to(s.dtype)),
    "tanh": (torch.tanh, lambda s: 1 - torch.tanh(s) ** 2),
    "linear": (lambda s: s, torch.ones_like),
}


def predict(x, net, activation):
    if activation not in ACTIVATIONS:
        raise ValueError(activation)
    w, b, v, c = net
    sent = ACTIVATIONS[activation][0](torch.outer(x, w) + b)
    return (sent * v).sum(dim=1) + c


def join_points(x, y):
    if x.numel() < 2 or bool((x[1:] <= x[:-1]).any()):
        raise ValueError("two points or more, in ascending order")
    slopes = (y[1:] - y[:-1]) / (x[1:] - x[:-1])
    after = torch.cat([slopes[1:], slopes.new_zeros(1)])
    return -torch.ones_like(slopes), x[1:], after - slopes, y[-1]


def fit(x, y, start, activation, lr, steps):
    mean = x.mean()
    deviation = ((x - mean) ** 2).mean().sqrt()
    z = (x - mean) / deviation
    w, b, v, c = start
    for _ in range(steps):
        sums = torch.outer(z, w) + b
        blame = 2 * (predict(z, (w, b, v, c), activation) - y) / len(z)
        passed_on = torch.outer(blame, v) * ACTIVATIONS[activation][1](sums)
        sent = ACTIVATIONS[activation][0](sums)
        w, b = w - lr * z @ passed_on, b - lr * passed_on.sum(dim=0)
        v, c = v - lr * blame @ sent, c - lr * blame.sum()
    return w / deviation, b - mean * (w / deviation), v, c


def report(x, y, x_train, net, activation):
    errors = (predict(x, net, activation) - y) ** 2
    lowest, highest = x_train.aminmax()
    new = (x[:, None] != x_train).all(dim=1)
    within = (lowest <= x) & (x <= highest)

    def root_mean(counts):
        counts = counts.to(x.dtype)
        return torch.sqrt((errors * counts).sum() / counts.sum())

    return root_mean(within & new), root_mean(~within)
