"""Hello, tensor: a first exercise, to see how everything works.

Replace each `raise` by your own code. Then type `tutor check hello_tensor` in a terminal.
"""

import torch


def answer() -> int:
    """Return what 1 + 1 is, as a Python int."""
    raise NotImplementedError("task 1: one and one")


def describe(t: torch.Tensor) -> dict[str, object]:
    """Say what a tensor is.

    Args:
        t: any tensor, with any number of axes and elements, also none, and on any device. It stays
            as it is.

    Returns:
        A dictionary with four entries and no others:
        "shape": the length of each axis, a tuple of Python ints;
        "ndim": the number of axes, a Python int;
        "dtype": the dtype, as torch has it, such as torch.float32;
        "device": the name of the device with its number, if it has one: a text such as "cpu" or
        "cuda:0".
    """
    raise NotImplementedError("task 2: what a tensor says of itself")


def as_number(t: torch.Tensor) -> float | int | bool:
    """Take the only element out of a tensor.

    Args:
        t: a tensor of floating-point numbers, whole numbers or truth values, with any number of
            axes. It stays as it is.

    Returns:
        Its element: a Python float, int or bool, whichever fits its dtype.

    Raises:
        ValueError: t has no element, or more than one.
    """
    raise NotImplementedError("task 3: out of the tensor")
