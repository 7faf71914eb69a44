# a histogram of pairs of classes, masked_fill, nn.LogSoftmax, a class of paths
from pathlib import Path, PurePath

import torch
from torch import nn

IGNORE = 255


def mask_path(path):
    p = PurePath(path)
    return Path(p.parent.with_name("labels") / p.with_name(p.stem + "_P" + p.suffix).name)


def seg_loss(logits, mask, ignore=IGNORE):
    n, c, *size = logits.shape
    if mask.shape != torch.Size([n, *size]):
        raise ValueError("shape")
    void = mask == ignore
    if ((mask.masked_fill(void, 0) < 0) | (mask.masked_fill(void, 0) > c - 1)).any():
        raise ValueError("class")
    log_p = nn.LogSoftmax(dim=1)(logits)
    index = mask.masked_fill(void, 0)[:, None, :, :]
    per_pixel = log_p.gather(1, index).squeeze(1).neg().masked_fill(void, 0)
    count = (~void).sum()
    return per_pixel.sum() / torch.where(count == 0, torch.ones_like(count), count)


def resize_mask(mask, height, width):
    rows = (torch.arange(height, device=mask.device) * mask.size(1)).floor_divide(height)
    columns = (torch.arange(width, device=mask.device) * mask.size(2)).floor_divide(width)
    n = torch.arange(mask.size(0), device=mask.device)
    return mask[n[:, None, None], rows[None, :, None], columns[None, None, :]]


def dice(pred, mask, classes, ignore=IGNORE):
    valid = (mask != ignore).to(torch.int64).flatten()
    where = pred.flatten() * (classes + 1) + torch.where(mask == ignore, classes, mask).flatten()
    table = torch.zeros((classes + 1) ** 2, dtype=torch.int64, device=pred.device)
    table.scatter_add_(0, where, valid)
    table = table.view(classes + 1, classes + 1)[:classes, :classes].double()
    return 2 * torch.diagonal(table) / (table.sum(dim=0) + table.sum(dim=1))
