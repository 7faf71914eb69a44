"""Sigmoid, tanh, relu, softmax, and their slopes.

Replace each `raise` by your own code. torch's own versions of these functions are out of bounds,
under all of their names, and so are `torch.logsumexp` and autograd. `torch.exp`, `torch.clamp`,
`torch.where`, sums and maxima are yours to use.

Everywhere below, `z` is a floating-point tensor: what goes *into* the activation. It may have any
shape, no axes or no elements included. Results have its shape, dtype and device, are finite for
every z between -10000 and 10000, and leave the arguments as they are. No Python loops.
"""

import torch


def sigmoid(z: torch.Tensor) -> torch.Tensor:
    """Squash each element into the range from 0 to 1: 1 / (1 + exp(-z))."""
    raise NotImplementedError("task 1: sigmoid")


def tanh(z: torch.Tensor) -> torch.Tensor:
    """Squash each element into the range from -1 to 1: (e^z - e^-z) / (e^z + e^-z)."""
    raise NotImplementedError("task 1: tanh")


def relu(z: torch.Tensor) -> torch.Tensor:
    """Keep each positive element and put 0 in the place of every other."""
    raise NotImplementedError("task 1: relu")


def softmax(z: torch.Tensor, axis: int) -> torch.Tensor:
    """Turn the numbers along one axis into positive shares that add up to 1.

    Args:
        z: at least one axis.
        axis: the axis along which the shares add up to 1; negative numbers count from the end. Its
            length is at least 1.

    Returns:
        exp(z) over its own sum along `axis`, shape of z.
    """
    raise NotImplementedError("task 2: softmax")


def d_sigmoid(z: torch.Tensor) -> torch.Tensor:
    """The slope of sigmoid at z. `z` is the input of sigmoid, not its output."""
    raise NotImplementedError("task 3: the slope of sigmoid")


def d_tanh(z: torch.Tensor) -> torch.Tensor:
    """The slope of tanh at z. `z` is the input of tanh, not its output."""
    raise NotImplementedError("task 3: the slope of tanh")


def d_relu(z: torch.Tensor) -> torch.Tensor:
    """The slope of relu at z, in the dtype of z. At z = 0 we take 0."""
    raise NotImplementedError("task 3: the slope of relu")


def d_softmax(z: torch.Tensor, g: torch.Tensor, axis: int) -> torch.Tensor:
    """Pass a gradient back through softmax.

    Args:
        z: the input of softmax, at least one axis.
        g: the gradient of the loss with respect to softmax(z, axis), shape and dtype of z.
        axis: the axis of the softmax; negative numbers count from the end.

    Returns:
        The gradient of the loss with respect to z, shape of z: along `axis`, entry i is the sum
        over j of g_j times the slope of output j with respect to input i.
    """
    raise NotImplementedError("task 4: the slope of softmax")
