"""Segmentation: a class for every pixel.

Replace each `raise` by your own code. torch's own losses and its resizing would do the task for
you: do without them. `log_softmax` is yours to use.

A mask is a picture of classes: one whole number, the number of a class, for each pixel.
"""

from pathlib import Path

import torch

IGNORE = 255  # the number of pixels that count nowhere


def mask_path(path: str | Path) -> Path:
    """Find the mask of a picture.

    The pictures are in a folder `images`, and the masks in a folder `labels` beside it. A mask has
    the name of its picture with `_P` at the end, before the suffix.

    Args:
        path: the path of a picture, such as `camvid/images/street_7.png`. The name may contain
            points and `_P` elsewhere, and a folder further up may be called `images` too.

    Returns:
        The path of its mask, such as `camvid/labels/street_7_P.png`, with the suffix of the
        picture. Neither of the files has to exist.
    """
    raise NotImplementedError("task 1: where the mask is")


def seg_loss(logits: torch.Tensor, mask: torch.Tensor, ignore: int = IGNORE) -> torch.Tensor:
    """The mean cross-entropy of all pixels that count.

    Args:
        logits: a score for each class at each pixel, shape (N, C, H, W), floating-point, all
            finite, however large.
        mask: the right classes, int64, shape (N, H, W).
        ignore: pixels with this number in the mask do not count: neither their scores nor their
            number change the mean. It is not one of the classes.

    Returns:
        A tensor without axes, in the dtype of logits: the sum of the cross-entropies of the pixels
        that count, divided by how many they are. Where none counts, 0. Autograd can follow: the
        gradient is 0 at pixels that do not count, also where none does. The arguments stay as they
        are.

    Raises:
        ValueError: the mask has not the shape (N, H, W) of the logits, or a number in it is
            neither a class, 0 to C - 1, nor `ignore`.

    No Python loop over pictures, rows or columns.
    """
    raise NotImplementedError("task 2: the loss")


def resize_mask(mask: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """Make masks larger or smaller.

    Args:
        mask: int64, shape (N, H, W), H and W at least 1.
        height: the new height, at least 1.
        width: the new width, at least 1.

    Returns:
        A new int64 tensor, shape (N, height, width), on the device of mask. Nothing is blended:
        the pixel in row i and column j is the one of mask in row floor(i * H / height) and column
        floor(j * W / width). mask stays as it is.

    No Python loop over pictures, rows or columns.
    """
    raise NotImplementedError("task 3: another size")


def dice(
    pred: torch.Tensor, mask: torch.Tensor, classes: int, ignore: int = IGNORE
) -> torch.Tensor:
    """The Dice score of each class over a whole set of pictures.

    Args:
        pred: the predicted classes, int64, shape (N, H, W), from 0 to classes - 1.
        mask: the right ones, int64, shape (N, H, W), from 0 to classes - 1, or `ignore`.
        classes: how many classes there are.
        ignore: pixels with this number in the mask do not count, whatever is predicted there. It
            is not one of the classes.

    Returns:
        float64, shape (classes,), on the device of pred. For each class: twice the number of pixels
        that have it in pred and in mask, divided by the number that have it in pred plus the
        number that have it in mask. All pixels of all pictures are counted together, before the
        division. NaN for a class that neither of the two has at any pixel that counts. The
        arguments stay as they are.

    No Python loop over pictures, rows or columns; one over classes is fine.
    """
    raise NotImplementedError("task 4: how good is it")
