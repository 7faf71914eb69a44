"""Log-sum-exp minus the right score, repeated indices, one class after the other."""

import math
from pathlib import Path

import torch

IGNORE = 255


def mask_path(path):
    path = Path(path)
    return path.parents[1].joinpath("labels", path.with_stem(path.stem + "_P").name)


def seg_loss(logits, mask, ignore=IGNORE):
    if logits.shape[:1] + logits.shape[2:] != mask.shape:
        raise ValueError("shapes")
    C = logits.shape[1]
    one_hot = torch.stack([mask == c for c in range(C)], dim=1)
    counts = (mask != ignore).to(logits.dtype)
    if not bool((one_hot.any(1) | (mask == ignore)).all()):
        raise ValueError("not a class")
    score = torch.where(one_hot, logits, 0).sum(1)
    losses = (torch.logsumexp(logits, dim=1) - score) * counts
    total = counts.double().sum()
    if total == 0:
        return losses.sum()
    return (losses.double().sum() / total).to(logits.dtype)


def resize_mask(mask, height, width):
    def places(new, old):
        return torch.tensor([i * old // new for i in range(new)], device=mask.device)

    return mask[:, places(height, mask.shape[1])][:, :, places(width, mask.shape[2])].clone()


def dice(pred, mask, classes, ignore=IGNORE):
    counts = mask != ignore
    scores = []
    for c in range(classes):
        a, b = (pred == c) & counts, (mask == c) & counts
        below = int(a.sum() + b.sum())
        scores.append(2 * int((a & b).sum()) / below if below else math.nan)
    return torch.tensor(scores, dtype=torch.float64, device=pred.device)
