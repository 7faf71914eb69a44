"""Convolution in two dimensions.

Replace each `raise` by your own code. torch's convolutions, `F.unfold` and `torch.fft` would do
the task for you: do without them. Slices, views (`Tensor.unfold` too), `F.pad`, `torch.einsum` and
matrix products are yours to use.
"""

import torch


def out_size(size: int, kernel: int, stride: int, pad: int) -> int:
    """Say at how many positions along one axis a kernel fits.

    Args:
        size: the length of the axis, at least 1.
        kernel: the length of the kernel, at least 1.
        stride: how far the kernel moves from one position to the next, at least 1.
        pad: how much the axis is lengthened at both ends, at least 0.

    Returns:
        The number of positions, an int.

    Raises:
        ValueError: the kernel is longer than the padded axis.
    """
    raise NotImplementedError("task 1: how many positions?")


def conv2d(
    x: torch.Tensor, k: torch.Tensor, b: torch.Tensor, stride: int = 1, pad: int = 0
) -> torch.Tensor:
    """Slide every kernel over every picture, without turning the kernel around.

    Args:
        x: the pictures, floating point, shape (N, C, H, W). N may be 0.
        k: the kernels, shape (O, C, kh, kw), dtype and device of x. They fit into the padded
            pictures.
        b: one bias for each kernel, shape (O,), dtype and device of x.
        stride: how far the kernel moves from one position to the next, down and across.
        pad: how many rows and columns of zeros surround the pictures on all four sides.

    Returns:
        Shape (N, O, H', W') with H' and W' as `out_size` says; the dtype and device of x. The
        arguments stay as they are, and autograd can follow from the result back to x, k and b.

    A Python loop over the positions inside the kernel is fine, and so is one over kernels or
    channels; none over pictures or over positions of the result.
    """
    raise NotImplementedError("task 2: slide the kernel")
