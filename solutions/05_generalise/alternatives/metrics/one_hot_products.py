"""Classes as rows of zeros and ones: counting is a product of matrices."""

import torch


def one_hot(classes, C, dtype=torch.float64):
    return (classes[:, None] == torch.arange(C, device=classes.device)).to(dtype)


def accuracy(z, y):
    largest = z.max(dim=1).indices
    return (one_hot(largest, z.shape[1]) * one_hot(y, z.shape[1])).sum() / len(y)


def error_rate(z, y):
    return (z.max(dim=1).indices != y).double().mean()


def decide(z, threshold=0.5):
    yes = 1 / (1 + torch.exp(-z.double()))
    return torch.where(yes > threshold, 1, 0)


def confusion(pred, y, C):
    return (one_hot(y, C).T @ one_hot(pred, C)).round().long()


def precision_recall(counts):
    hits = counts.diag()
    said, real = counts.sum(0), counts.sum(1)
    precision = torch.where(said > 0, hits / said, 0.0)
    return precision, torch.where(real > 0, hits / real, 0.0)


def epoch_mean(values, sizes):
    values = torch.tensor(values, dtype=torch.float64)
    return float(values @ torch.tensor(sizes, dtype=torch.float64) / sum(sizes))
