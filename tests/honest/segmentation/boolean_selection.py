# pixels are selected first, parts of the path are put together again, Fractions for the sizes
from fractions import Fraction
from math import floor
from pathlib import Path

import torch
from torch.nn import functional as F

IGNORE = 255


def mask_path(path):
    parts = list(Path(path).parts)
    stem, suffix = Path(path).stem, Path(path).suffix
    parts[-2:] = ["labels", stem + "_P" + suffix]
    return Path(*parts)


def seg_loss(logits, mask, ignore=IGNORE):
    if mask.dim() != 3 or logits[:, 0].shape != mask.shape:
        raise ValueError("one class for each pixel, please")
    classes = logits.size(1)
    chosen = mask != ignore
    targets = mask[chosen]
    allowed = torch.arange(classes, device=mask.device)
    if not torch.isin(targets, allowed).all():
        raise ValueError(f"only {classes} classes")
    scores = logits.movedim(1, -1)[chosen]
    if len(scores) == 0:
        return scores.sum()
    log_p = F.log_softmax(scores, dim=-1)
    return -torch.take_along_dim(log_p, targets[:, None], dim=1).mean()


def resize_mask(mask, height, width):
    h, w = mask.shape[-2:]
    rows = [floor(Fraction(i * h, height)) for i in range(height)]
    columns = [floor(Fraction(j * w, width)) for j in range(width)]
    return mask[:, rows].clone()[..., columns]


def dice(pred, mask, classes, ignore=IGNORE):
    chosen = mask != ignore
    pred, mask = pred[chosen], mask[chosen]
    result = torch.full((classes,), float("nan"), dtype=torch.float64, device=pred.device)
    for c in range(classes):
        mine, theirs = pred.eq(c), mask.eq(c)
        total = mine.sum() + theirs.sum()
        if total > 0:
            result[c] = 2.0 * torch.logical_and(mine, theirs).sum() / total.double()
    return result
