# compares squared distances by expanding the square, and sorts with numpy-like tricks in torch
import math

import torch


def _length(x):
    return (x * x).sum(-1).sqrt()


def cosine(W, v):
    a, b = _length(W), _length(v)
    a = a + (a == 0)
    b = b + (b == 0)
    return torch.einsum("ij,j->i", W, v).div(a).div(b)


def most_similar(W, i, k, metric="cosine"):
    if not isinstance(metric, str) or metric not in ("cosine", "euclidean"):
        raise ValueError(f"{metric!r}")
    key = -cosine(W, W[i]) if metric == "cosine" else _length(W - W[i : i + 1])
    key = key.index_fill(0, torch.tensor([i], device=W.device), math.inf)
    values, numbers = torch.sort(key)
    return numbers.narrow(0, 0, k)


def analogy(W, a, b, c):
    sims = cosine(W, W[c] - (W[a] - W[b]))
    mask = torch.zeros(len(W), dtype=torch.bool, device=W.device)
    for word in (a, b, c):
        mask[word] = True
    return int(sims.masked_fill(mask, -2.0).argmax())
