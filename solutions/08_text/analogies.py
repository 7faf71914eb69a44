"""Reference: one score for each word, and minus infinity for the words that are left out."""

import torch


def cosine(W: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    lengths, length = W.norm(dim=1), v.norm()
    lengths = torch.where(lengths == 0, torch.ones_like(lengths), lengths)
    length = torch.where(length == 0, torch.ones_like(length), length)
    return (W @ v) / lengths / length


def most_similar(W: torch.Tensor, i: int, k: int, metric: str = "cosine") -> torch.Tensor:
    if metric == "cosine":
        scores = cosine(W, W[i])
    elif metric == "euclidean":
        scores = -(W - W[i]).norm(dim=1)
    else:
        raise ValueError(f"metric is 'cosine' or 'euclidean', not {metric!r}")
    scores[i] = -torch.inf
    return scores.topk(k).indices


def analogy(W: torch.Tensor, a: int, b: int, c: int) -> int:
    scores = cosine(W, W[b] - W[a] + W[c])
    scores[[a, b, c]] = -torch.inf
    return int(scores.argmax())
