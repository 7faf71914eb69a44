"""Reference: log-probabilities at each pixel, indices of rows and columns, counts."""

from pathlib import Path

import torch

IGNORE = 255


def mask_path(path: str | Path) -> Path:
    """The layout of CamVid, in which fast.ai ships it."""
    path = Path(path)
    return path.parent.parent / "labels" / f"{path.stem}_P{path.suffix}"


def seg_loss(logits: torch.Tensor, mask: torch.Tensor, ignore: int = IGNORE) -> torch.Tensor:
    n, c, h, w = logits.shape
    if mask.shape != (n, h, w):
        raise ValueError(f"a mask of shape {(n, h, w)} is needed, not {tuple(mask.shape)}")
    counts = mask != ignore
    if ((mask < 0) | (mask >= c))[counts].any():
        raise ValueError("the mask has numbers that are no classes")
    classes = torch.where(counts, mask, 0)
    right = logits.log_softmax(dim=1).gather(1, classes[:, None])[:, 0]
    # The sum of no pixels is 0, and stays 0 when it is divided by 1.
    return -right[counts].sum() / counts.sum().clamp(min=1)


def resize_mask(mask: torch.Tensor, height: int, width: int) -> torch.Tensor:
    _, h, w = mask.shape
    rows = torch.arange(height, device=mask.device) * h // height
    columns = torch.arange(width, device=mask.device) * w // width
    return mask[:, rows[:, None], columns]


def dice(
    pred: torch.Tensor, mask: torch.Tensor, classes: int, ignore: int = IGNORE
) -> torch.Tensor:
    counts = mask != ignore
    number = torch.arange(classes, device=pred.device)[:, None]
    predicted = number == pred[counts]
    right = number == mask[counts]
    both = (predicted & right).sum(dim=1)
    return (2 * both).double() / (predicted.sum(dim=1) + right.sum(dim=1)).double()
