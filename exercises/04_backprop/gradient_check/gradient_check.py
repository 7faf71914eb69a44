"""Check a gradient by nudging.

Replace each `raise` by your own code. Autograd, in whatever form, and `torch.gradient` would spoil
the point, which is to measure without them: do without.
"""

from collections.abc import Callable

import torch


def numeric_grad(
    f: Callable[[torch.Tensor], float | torch.Tensor], x: torch.Tensor, h: float = 1e-5
) -> torch.Tensor:
    """Measure the gradient of f at x by central differences.

    Each element is nudged by itself, up by h and down by h, in a float64 copy of x. f is asked
    exactly twice for each element, and at no other place.

    Args:
        f: takes a float64 tensor with the shape and device of x, and gives a Python number or a
            tensor without axes. It changes nothing.
        x: where to measure, floating-point, of any shape; it may be a view with its elements in any
            order in memory. It stays as it is, bit for bit.
        h: how far to nudge.

    Returns:
        The gradient, float64, with the shape and device of x.
    """
    raise NotImplementedError("task 1: nudge every element")


def rel_error(a: torch.Tensor, b: torch.Tensor) -> float:
    """Say how far two gradients are apart, where they are farthest apart.

    The relative error of two elements is |a - b| / max(1e-8, |a| + |b|), in float64.

    Args:
        a: floating-point tensor of any shape.
        b: floating-point tensor with the shape of a; it may have another dtype.

    Returns:
        The largest relative error, a Python float: 0.0 if there are no elements, and NaN or
        infinity if an element is NaN.

    Raises:
        ValueError: a and b have different shapes.
    """
    raise NotImplementedError("task 2: the largest relative error")
