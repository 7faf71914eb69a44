"""Pixels as rows of a table, one-hot weights, gather for rows and columns, a confusion matrix."""

import os
from pathlib import Path

import torch

IGNORE = 255


def mask_path(path):
    folder, name = os.path.split(str(path))
    stem, suffix = os.path.splitext(name)
    return Path(os.path.dirname(folder), "labels", stem + "_P" + suffix)


def seg_loss(logits, mask, ignore=IGNORE):
    N, C, H, W = logits.shape
    if tuple(mask.shape) != (N, H, W):
        raise ValueError("the mask does not fit")
    rows = logits.permute(0, 2, 3, 1).reshape(-1, C)
    y = mask.reshape(-1)
    keep = y.ne(ignore)
    rows, y = rows[keep], y[keep]
    if y.numel() == 0:
        return logits.sum() * 0
    if y.min() < 0 or y.max() >= C:
        raise ValueError(f"classes are 0 to {C - 1}")
    log_p = torch.log_softmax(rows, 1)
    return -log_p[torch.arange(len(y), device=y.device), y].mean()


def resize_mask(mask, height, width):
    _, h, w = mask.shape
    rows = torch.div(torch.arange(height, device=mask.device) * h, height, rounding_mode="floor")
    columns = torch.div(torch.arange(width, device=mask.device) * w, width, rounding_mode="floor")
    return mask.index_select(1, rows).index_select(2, columns)


def dice(pred, mask, classes, ignore=IGNORE):
    keep = mask != ignore
    pairs = pred[keep] * classes + mask[keep]
    confusion = (
        torch.bincount(pairs, minlength=classes * classes).reshape(classes, classes).double()
    )
    return 2 * confusion.diagonal() / (confusion.sum(0) + confusion.sum(1))
