"""Stochastic gradient descent: many small steps, each from a few rows.

Replace each `raise` by your own code. Data loaders, optimizers and autograd would do the task for
you: do without them. Random draws (`torch.randperm` and its relatives) are yours to use.
"""

from collections.abc import Callable

import torch


def count_steps(n: int, bs: int, epochs: int) -> int:
    """Say how many steps stochastic gradient descent takes.

    Args:
        n: the number of rows, 0 or more.
        bs: the number of rows in a batch, at least 1. The last batch of an epoch may be smaller.
        epochs: how many times every row has its turn; may be 0.

    Returns:
        The number of steps in all: one for each batch.
    """
    raise NotImplementedError("task 1: how many steps?")


def sgd_epochs(
    X: torch.Tensor,
    y: torch.Tensor,
    loss_grad: Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor],
    lr: float,
    bs: int,
    epochs: int,
    rng: torch.Generator,
) -> torch.Tensor:
    """Train weights by stochastic gradient descent, starting from zeros.

    Every epoch puts all rows into a new random order and cuts that order into batches of `bs` rows;
    what is left over makes a smaller batch at the end. For each batch in turn, `loss_grad` is
    called once, with the weights as they are by then, and the weights take one step against the
    average of the gradients that it returns.

    Args:
        X: the data, shape (N, D), floating-point. N may be 0, and smaller than bs.
        y: the targets, shape (N,): y[i] belongs to X[i].
        loss_grad: for a batch of B rows, `loss_grad(w, X_batch, y_batch)`, with w of shape (D,),
            X_batch of shape (B, D) and y_batch of shape (B,), returns shape (B, D): row i is the
            gradient of the loss of the batch's row i with respect to w.
        lr: the learning rate.
        bs: the number of rows in a batch, at least 1.
        epochs: how many times every row has its turn; may be 0.
        rng: the source of all randomness, a generator on the CPU. The same state of rng gives the
            same result. Torch's own generator is left alone.

    Returns:
        The weights, shape (D,), with the dtype and device of X. X and y stay as they are.
    """
    raise NotImplementedError("task 2: whole epochs of small batches")
