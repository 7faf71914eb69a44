# numpy for the epoch, unique pairs for the counts
import numpy as np
import torch


def _hits(z, y):
    return z.argmax(dim=1).eq(y)


def accuracy(z, y):
    hits = _hits(z, y)
    return hits.sum().item() / hits.numel()


def error_rate(z, y):
    hits = _hits(z, y)
    return (~hits).sum().item() / hits.numel()


def decide(z, threshold=0.5):
    return torch.sigmoid(z.double()).gt(threshold).long()


def confusion(pred, y, C):
    pairs, counts = torch.stack([y, pred]).unique(dim=1, return_counts=True)
    matrix = torch.zeros((C, C), dtype=torch.int64, device=y.device)
    matrix[pairs[0], pairs[1]] = counts
    return matrix


def precision_recall(counts):
    result = []
    for total in (counts.sum(axis=0), counts.sum(axis=1)):
        share = torch.zeros(len(counts), dtype=torch.float64, device=counts.device)
        some = total != 0
        share[some] = counts.diagonal()[some].double() / total[some]
        result.append(share)
    return tuple(result)


def epoch_mean(values, sizes):
    return float(np.average(np.array(values), weights=np.array(sizes)))
