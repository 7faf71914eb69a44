"""The perceptron: a neuron that learns from its mistakes, and three of them that know XOR.

Replace each `raise` by your own code. The logical operators of torch would do task 3 for you: do
without exclusive or, and build it from neurons.

A neuron has weights w and a bias b. It answers 1 where w . x + b is greater than 0, and 0
elsewhere, at 0 itself too.
"""

import torch


def predict(X: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Let a neuron answer for many rows.

    Args:
        X: the rows, shape (N, D), floating-point. N may be 0.
        w: the weights, shape (D,), dtype of X.
        b: the bias, shape (), dtype of X.

    Returns:
        The answers, 0 or 1, shape (N,), dtype int64, on the device of X.

    No Python loop over rows.
    """
    raise NotImplementedError("task 1: a neuron decides")


def perceptron_fit(
    X: torch.Tensor, y: torch.Tensor, max_epochs: int
) -> tuple[torch.Tensor, torch.Tensor, bool]:
    """Train a neuron by the perceptron rule.

    Weights and bias start at 0. An epoch visits the rows in their order. At a row that the neuron
    gets wrong with the weights as they are by then, the row is added to w and 1 to b if the label
    is 1; the row is subtracted from w and 1 from b if the label is 0. Training ends with the first
    epoch without a mistake, and after `max_epochs` epochs at the latest.

    Args:
        X: the rows, shape (N, D), floating-point. N may be 0.
        y: the labels, 0 or 1, shape (N,), int64.
        max_epochs: the largest number of epochs, at least 1.

    Returns:
        The weights, shape (D,), and the bias, shape (), both with the dtype and device of X, and
        whether there was an epoch without a mistake. X and y stay as they are.
    """
    raise NotImplementedError("task 2: a neuron learns")


def xor_net(x: torch.Tensor) -> torch.Tensor:
    """Answer exclusive or with a network of three neurons: 1 where exactly one input is on.

    Two hidden neurons see the two inputs; the third sees the answers of those two and nothing else.
    You choose the weights. The answers have to be right for inputs that are off by up to 0.1, such
    as 0.92 for 1. For any other numbers, the network answers whatever its neurons answer.

    Args:
        x: pairs of inputs, shape (N, 2), floating-point. N may be 0.

    Returns:
        The answers, 0 or 1, shape (N,), dtype int64, on the device of x.
    """
    raise NotImplementedError("task 3: XOR with a hidden layer")
