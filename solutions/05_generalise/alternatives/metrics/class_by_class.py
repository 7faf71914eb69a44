"""One class at a time; the mean over an epoch is moved along from batch to batch."""

import torch


def answers(z):
    return torch.argmax(z, 1)


def accuracy(z, y):
    return torch.mean((answers(z) == y).to(torch.float32)).item()


def error_rate(z, y):
    return 1.0 - accuracy(z, y)


def decide(z, threshold=0.5):
    return torch.gt(z.double().sigmoid(), threshold).int().long()


def confusion(pred, y, C):
    rows = [torch.bincount(pred[y == k], minlength=C) for k in range(C)]
    return torch.stack(rows)


def precision_recall(counts):
    found = []
    for matrix in (counts.T, counts):
        shares = [
            row[k] / row.sum() if row.sum() > 0 else row[k] * 0.0 for k, row in enumerate(matrix)
        ]
        found.append(torch.stack(shares))
    return found[0], found[1]


def epoch_mean(values, sizes):
    mean, seen = 0.0, 0
    for k in range(len(values)):
        seen += sizes[k]
        mean += (values[k] - mean) * sizes[k] / seen
    return mean
