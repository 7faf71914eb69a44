"""Add up in place, and keep counts as long as possible."""

import math

import torch


def accuracy(z, y):
    hits = torch.count_nonzero(z.argmax(-1) == y)
    return int(hits) / z.shape[0]


def error_rate(z, y):
    wrong = torch.count_nonzero(z.argmax(-1) != y)
    return int(wrong) / z.shape[0]


def decide(z, threshold=0.5):
    border = math.log(threshold / (1 - threshold))
    return (z.double() > border).to(torch.int64)


def confusion(pred, y, C):
    counts = torch.zeros(C, C, dtype=torch.int64, device=y.device)
    counts.index_put_((y, pred), torch.ones_like(y), accumulate=True)
    return counts


def precision_recall(counts):
    hits = torch.diagonal(counts)
    return tuple((hits / counts.sum(axis)).nan_to_num(0.0) for axis in (0, 1))


def epoch_mean(values, sizes):
    total, rows = 0.0, 0
    for value, size in zip(values, sizes, strict=True):
        total += value * size
        rows += size
    return total / rows
