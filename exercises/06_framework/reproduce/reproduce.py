"""Reproduce a training run: seeds, the order of the data, and checkpoints.

Replace each `raise` by your own code. All of torch is yours to use, `torch.optim` included;
autograd computes the gradients. Everything is on the CPU.
"""

from collections.abc import Callable

import torch


def seed_everything(seed: int) -> None:
    """Start all sources of random numbers of a program from one seed.

    There are three: Python's module `random`, numpy's functions such as `numpy.random.rand`, and
    torch's own generator. After the call each of them gives numbers that depend on the seed alone.

    Args:
        seed: from 0 to 2**32 - 1. Another seed gives other numbers.
    """
    raise NotImplementedError("task 1: seed the three generators")


def epoch_order(n: int, seed: int, epoch: int) -> torch.Tensor:
    """Say in which order an epoch goes through the rows of the data.

    The order is a shuffle: every order is as likely as any other. It depends on n, seed and epoch
    alone: not on what was drawn before, and not on which epochs were asked for before. Torch's own
    generator stays as it is.

    Args:
        n: the number of rows, 0 or more.
        seed: from 0 to 2**32 - 1. In each epoch, another seed gives another order.
        epoch: the number of the epoch, from 0. With the same seed, each epoch has another order
            (if there are enough rows for that).

    Returns:
        The numbers from 0 to n - 1, each of them once, shape (n,), int64.
    """
    raise NotImplementedError("task 2: an order for each epoch")


class Training:
    """A training run that can stop after any step, and go on in another process.

    Several runs may be under way at once, and do not disturb each other.

    Args:
        model: the network to train; it is changed in place. It may have layers that draw random
            numbers from torch's own generator while training (dropout), and layers with buffers
            (batch norm). It may hold gradients of earlier work, which must not count.
        X: the inputs, one row for each example, at least one. They stay as they are.
        y: the targets: y[i] has the shape and dtype of the model's answer to X[i]. They stay too.
        order: a function. `order(epoch)` gives the order of the rows in that epoch, a tensor of row
            numbers, always the same for the same epoch. The first epoch is 0.
        lr: the learning rate.
        momentum: the momentum; 0 is plain gradient descent.
        bs: the number of rows in a batch. The last batch of an epoch may be smaller.
    """

    def __init__(
        self,
        model: torch.nn.Module,
        X: torch.Tensor,
        y: torch.Tensor,
        order: Callable[[int], torch.Tensor],
        lr: float,
        momentum: float,
        bs: int,
    ) -> None:
        raise NotImplementedError("task 3: prepare the run")

    def train(self, steps: int) -> list[float]:
        """Take the next steps of the run.

        An epoch cuts its order into batches of bs rows, in turn, and each batch is one step. The
        loss is the mean squared error of the model's answers to the batch, over all elements. With
        the gradient g of that loss, each parameter w and its velocity v (zeros at first) become

            v = momentum * v + g
            w = w - lr * v

        which is `torch.optim.SGD` with this lr and momentum. A call goes on where the last one
        stopped, in the middle of an epoch too: train(3) and then train(4) is the same as train(7).
        While it trains, the model is in training mode, whatever its mode was before the call.

        Args:
            steps: how many steps to take; may be 0.

        Returns:
            The loss of each step, before the weights move, as floats.
        """
        raise NotImplementedError("task 3: train")

    def checkpoint(self) -> dict:
        """Write down all that the rest of the run depends on.

        Returns:
            A dictionary that `torch.save` can write, and that `torch.load` can read back as it is,
            with `weights_only=True`: tensors, numbers, strings, None, and lists, tuples and
            dictionaries of them. It is a snapshot: training on does not change it.
        """
        raise NotImplementedError("task 4: write a checkpoint")

    def resume(self, checkpoint: dict) -> None:
        """Go back to where a checkpoint was written.

        From then on, this run takes the very steps that the other one would have taken: the losses
        and the weights are equal in every bit, and so is what is drawn from torch's own generator.

        Args:
            checkpoint: what `checkpoint` of a run gave: this run, or another one with the same
                arguments, whose model has the same layers. It stays as it is, also when this run
                goes on, so that it can be used again.
        """
        raise NotImplementedError("task 4: resume from a checkpoint")
