# one-hot masks, a weighted mean by products, strings for the path, numpy indices for sizes
import os.path
import pathlib

import numpy as np
import torch

IGNORE = 255


def mask_path(path):
    head, tail = os.path.split(os.fspath(path))
    name, dot, ending = tail.rpartition(".")
    up = os.path.split(head)[0]
    return pathlib.Path(os.path.join(up, "labels", f"{name}_P{dot}{ending}"))


def seg_loss(logits, mask, ignore=IGNORE):
    N, C, H, W = logits.size()
    if list(mask.size()) != [N, H, W]:
        raise ValueError(f"mask {list(mask.size())} does not fit logits {list(logits.size())}")
    weight = (mask != ignore).long()
    if int(((mask < 0) * weight).sum() + ((mask >= C) * weight).sum()) > 0:
        raise ValueError("unknown class in the mask")
    shifted = logits - logits.amax(dim=1, keepdim=True).detach()
    log_z = shifted.exp().sum(dim=1).log()
    picked = torch.gather(shifted, 1, (mask * weight).unsqueeze(1)).squeeze(1)
    losses = (log_z - picked) * weight
    return losses.sum() / max(int(weight.sum()), 1)


def resize_mask(mask, height, width):
    n, h, w = mask.shape
    i = torch.as_tensor(np.arange(height) * h // height, device=mask.device)
    j = torch.as_tensor(np.arange(width) * w // width, device=mask.device)
    return mask[:, i, :][:, :, j]


def dice(pred, mask, classes, ignore=IGNORE):
    keep = (mask != ignore).flatten()
    eye = torch.eye(classes, dtype=torch.float64, device=pred.device)
    p = eye[pred.flatten() * keep] * keep[:, None]
    m = eye[mask.flatten() * keep] * keep[:, None]
    return 2 * (p * m).sum(0) / (p.sum(0) + m.sum(0))
