"""Heads and losses: how much, yes or no, which one.

Replace each `raise` by your own code. torch's own losses are out of bounds, and so are
`log_softmax`, `logsumexp`, `logaddexp`, `logsigmoid`, `softplus` and autograd. `torch.sigmoid` and
`torch.softmax` are yours to use: you have written them.

Everywhere below, `z` holds logits: the raw scores of a network, before any activation, as a
floating-point tensor. Results have its dtype and device. They are finite and right for logits
between -10000 and 10000. N, K and C are at least 1. The arguments stay as they are. No Python
loops.
"""

from collections.abc import Callable

import torch

Activation = Callable[[torch.Tensor], torch.Tensor]
Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def bce_with_logits(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Binary cross-entropy of N examples with K independent yes-or-no questions each.

    Args:
        z: logits, shape (N, K); sigmoid(z) is the probability of a yes.
        y: the truth, 1 for yes and 0 for no, shape and dtype of z.

    Returns:
        The mean over all N * K answers of -log(probability of the truth), a tensor without axes.
    """
    raise NotImplementedError("task 1: binary cross-entropy")


def cross_entropy(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of N examples, each of which belongs to one of C classes.

    Args:
        z: logits, shape (N, C); softmax along each row gives the probabilities of the classes.
        y: the number of the right class of each row, 0 to C - 1, shape (N,), int64.

    Returns:
        The mean over the N rows of -log(probability of the right class), a tensor without axes.
    """
    raise NotImplementedError("task 2: cross-entropy")


def d_bce_with_logits(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The gradient of bce_with_logits(z, y) with respect to z, shape (N, K)."""
    raise NotImplementedError("task 3: the gradient of binary cross-entropy")


def d_cross_entropy(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The gradient of cross_entropy(z, y) with respect to z, shape (N, C)."""
    raise NotImplementedError("task 3: the gradient of cross-entropy")


def head_for(task: str) -> tuple[Activation, Loss]:
    """Choose the end of a network by the kind of question that it answers.

    Args:
        task: "how much" (numbers, such as a price), "yes or no" (several independent questions), or
            "which one" (one class out of several).

    Returns:
        Two functions (activation, loss). `activation(z)` turns logits of shape (N, K) into the
        answer, in the same shape: numbers, probabilities of yes, or probabilities of the classes
        along each row. `loss(z, y)` takes the same *logits*, not the answer, and the truth: for
        "how much" it is the mean of (z - y)^2 over all elements, with y in the shape of z.

    Raises:
        ValueError: task is none of the three.
    """
    raise NotImplementedError("task 4: the head for a question")
