"""Einstein sums, `normalize` for the directions, and `where` for the words that are left out."""

import torch
from torch.nn.functional import normalize


def cosine(W, v):
    return torch.einsum("vd,d->v", normalize(W, dim=1), normalize(v, dim=0))


def without(scores, *words):
    numbers = torch.arange(len(scores), device=scores.device)
    left_out = torch.isin(numbers, torch.tensor(words, device=scores.device))
    return torch.where(left_out, float("-inf"), scores)


def euclidean(W, v):
    difference = W - v.unsqueeze(0)
    return torch.einsum("vd,vd->v", difference, difference)


def most_similar(W, i, k, metric="cosine"):
    measures = {"cosine": cosine, "euclidean": lambda W, v: -euclidean(W, v)}
    if metric not in measures:
        raise ValueError(metric)
    scores = without(measures[metric](W, W[i]), i)
    return torch.topk(scores, k, largest=True, sorted=True)[1]


def analogy(W, a, b, c):
    step = W[b] - W[a]
    return int(torch.argmax(without(cosine(W, W[c] + step), a, b, c)))
