"""One hidden layer can follow any smooth curve: by hand, by training, and where that ends.

Replace each `raise` by your own code. Autograd and torch's layers are yours to use; the steps of
task 3 are plain gradient descent, written by hand, without `torch.optim`.

A *net* takes one number x and gives one number. Between them is one hidden layer of H units:

    net(x) = c + sum over h of v[h] * activation(w[h] * x + b[h])

A net is a tuple (w, b, v, c): w, b and v have shape (H,), H is at least 1, and c is a tensor
without axes. The activation is a name: "relu", "tanh", or "linear", which changes nothing: the
unit sends its sum as it is. All tensors are float32 or all are float64.
"""

import torch

Net = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def predict(x: torch.Tensor, net: Net, activation: str) -> torch.Tensor:
    """Work out net(x) for many numbers.

    Args:
        x: N numbers, shape (N,). N may be 0.
        net: the weights (w, b, v, c), in the dtype and on the device of x.
        activation: "relu", "tanh" or "linear".

    Returns:
        Shape (N,), in the dtype and on the device of x. Autograd can follow. The arguments stay as
        they are.

    Raises:
        ValueError: there is no activation of this name.

    No Python loop over numbers or units.
    """
    raise NotImplementedError("task 1: what the net says")


def join_points(x: torch.Tensor, y: torch.Tensor) -> Net:
    """Make a relu net that goes through given points, without any training.

    Args:
        x: where the points are, shape (P,), in ascending order, all different. The gaps between
            them may differ.
        y: how high they are, shape (P,), in the dtype and on the device of x.

    Returns:
        A net with P - 1 hidden units, in the dtype and on the device of x. With the activation
        "relu" it gives y at the points, and between two neighbours it is the straight line from one
        to the other. What it gives outside the points is up to you. The arguments stay as they are.

    Raises:
        ValueError: there are fewer than two points, or x is not ascending (equal neighbours
            included).

    No Python loop over points.
    """
    raise NotImplementedError("task 2: a net made by hand")


def fit(
    x: torch.Tensor, y: torch.Tensor, start: Net, activation: str, lr: float, steps: int
) -> Net:
    """Train a net by gradient descent on standardised inputs.

    The net learns from z = (x - mean of x) / (standard deviation of x); the standard deviation is
    the root of the *average* squared distance from the mean. The loss is the mean, over the points,
    of (net(z) - y) squared. Each step moves w, b, v and c, all at the same time, by lr times their
    gradient. y is not scaled.

    Args:
        x: N numbers, shape (N,), at least two of them different.
        y: what the net should say there, shape (N,), in the dtype and on the device of x.
        start: the net before the first step, as it acts on z; in the dtype and on the device of x.
        activation: "relu", "tanh" or "linear".
        lr: the learning rate.
        steps: how many steps to take; may be 0.

    Returns:
        The trained net, in the dtype and on the device of x, written for x: `predict(x, ...)` with
        it gives what the trained net gives for z. Only w and b have to change for that. The
        arguments stay as they are.

    A Python loop over the steps is fine; none over points or units.
    """
    raise NotImplementedError("task 3: training")


def report(
    x: torch.Tensor, y: torch.Tensor, x_train: torch.Tensor, net: Net, activation: str
) -> tuple[torch.Tensor, torch.Tensor]:
    """Measure how wrong a net is, inside the interval of its training points and outside.

    The interval goes from the smallest number in x_train to the largest. A number of x that equals
    one of x_train counts nowhere: there the net was told the answer.

    Args:
        x: M numbers to test with, shape (M,), in any order. M may be 0.
        y: what is true there, shape (M,), in the dtype and on the device of x.
        x_train: the numbers that the net was trained on, shape (N,), in any order, at least one.
        net: the net, written for x.
        activation: its activation.

    Returns:
        (inside, outside): for the numbers that count inside the interval and for those outside of
        it, the root of the mean squared error. Two tensors without axes, in the dtype and on the
        device of x. NaN where no number counts: no error is known there, and 0 would be a lie. The
        arguments stay as they are.

    No Python loop over numbers.
    """
    raise NotImplementedError("task 4: an honest report")
