"""Dropout, forward and backward.

Replace each `raise` by your own code. torch's own dropout functions and autograd would do the task
for you: do without them. Random numbers (`torch.rand` and its relatives) are yours to use.
"""

import torch


class Dropout:
    """Drop units at random in training, and leave everything alone in evaluation.

    Args:
        p: the probability that a unit is *dropped*, from 0 to 1, both included.

    Raises:
        ValueError: p is below 0 or above 1. NaN is not asked about.
    """

    def __init__(self, p: float) -> None:
        raise NotImplementedError("task 1: check p and keep it")

    def forward(self, x: torch.Tensor, training: bool = True) -> torch.Tensor:
        """Apply dropout to x.

        In training every element is dropped (set to 0) with probability p. Each is drawn on its
        own, and again in every call. Every survivor is scaled so that the expected value of each
        output is its input: E[out] = x. With p = 1 everything is dropped. In evaluation the result
        equals x.

        Args:
            x: floating-point tensor of any shape, all elements finite. It stays as it is.
            training: whether we are training (drop) or evaluating (do nothing).

        Returns:
            A tensor with the shape, dtype and device of x.

        No Python loop over elements or rows. The seed of torch's generator is left alone.
        """
        raise NotImplementedError("task 1: forward")

    def backward(self, g: torch.Tensor) -> torch.Tensor:
        """Pass a gradient back through the most recent call of `forward`.

        Args:
            g: the gradient of the loss with respect to that call's output, in its shape and dtype,
                all elements finite.

        Returns:
            The gradient of the loss with respect to that call's input. g stays as it is.
        """
        raise NotImplementedError("task 2: backward")
