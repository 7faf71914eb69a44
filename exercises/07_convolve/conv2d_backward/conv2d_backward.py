"""Convolution and max pooling, backward.

Replace each `raise` by your own code, by hand: no autograd, and none of torch's own convolutions,
poolings, `F.unfold` or `F.fold`. Slices, views (`Tensor.unfold` too), `F.pad`, `torch.einsum`,
matrix products and indexing are yours to use.

A Python loop over the positions inside a kernel or a window is fine, and so is one over kernels or
channels; none over pictures or over positions of the result. Arguments stay as they are, and
results have the dtype and device of x.
"""

import torch


def conv2d_backward(
    x: torch.Tensor, k: torch.Tensor, dy: torch.Tensor, stride: int = 1, pad: int = 0
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Pass a gradient back through `y = conv2d(x, k, b, stride, pad)`.

    Args:
        x: the pictures, floating point, shape (N, C, H, W). N may be 0.
        k: the kernels, shape (O, C, kh, kw), dtype and device of x.
        dy: the gradient of the loss with respect to y, shape (N, O, H', W'), dtype and device of x.
        stride: how far the kernel moved from one position to the next, down and across.
        pad: how many rows and columns of zeros surrounded the pictures on all four sides.

    Returns:
        A tuple (dx, dk, db): the gradients of the loss with respect to the pictures, shape of x, to
        the kernels, shape of k, and to the biases, shape (O,).
    """
    raise NotImplementedError("task 1: backward through a convolution")


def maxpool2d(x: torch.Tensor, size: int, stride: int) -> torch.Tensor:
    """Take the largest value of every window.

    Args:
        x: the pictures, floating point, shape (N, C, H, W). N may be 0.
        size: the height and width of a window; at most H and at most W.
        stride: how far apart the windows stand, down and across. They overlap where it is smaller
            than size, and leave gaps where it is larger.

    Returns:
        Shape (N, C, H', W') with H' = (H - size) // stride + 1, and W' likewise.
    """
    raise NotImplementedError("task 2: max pooling")


def maxpool2d_backward(x: torch.Tensor, dy: torch.Tensor, size: int, stride: int) -> torch.Tensor:
    """Pass a gradient back through `y = maxpool2d(x, size, stride)`.

    Args:
        x: the pictures, floating point, shape (N, C, H, W). N may be 0.
        dy: the gradient of the loss with respect to y, shape (N, C, H', W'), dtype and device of x.
        size: the height and width of a window.
        stride: how far apart the windows stand.

    Returns:
        The gradient with respect to x, shape of x. Where several pixels of a window share its
        largest value, the first one in reading order gets the whole gradient of that window.
    """
    raise NotImplementedError("task 3: backward through max pooling")
