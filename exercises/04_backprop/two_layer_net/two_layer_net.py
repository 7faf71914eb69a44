"""A network of two layers that learns by backpropagation.

Shapes: N examples, D inputs, H hidden units, C classes. The loss is the mean cross-entropy of the
softmax of the scores: L = -(1 / N) * sum over n of ln P[n, T[n]].

Replace each `raise` by your own code. Autograd and optimizers would do the task for you: do without
them. Relu and softmax you have written before; here torch's own are yours to use.
"""

import torch


class TwoLayer:
    """Inputs -> hidden units with relu -> softmax over classes.

    Attributes (anybody may replace them, by tensors of the same shapes and another dtype or
    device; the methods use what is there at the time):
        W1: weights from inputs to hidden units, shape (D, H).
        b1: biases of the hidden units, shape (H,).
        W2: weights from hidden units to classes, shape (H, C).
        b2: biases of the classes, shape (C,).
    """

    def __init__(self, D: int, H: int, C: int) -> None:
        """Start with random weights and zero biases, in float32, torch's default dtype.

        The weights are normal numbers with mean 0, of a size that suits you; 1 / sqrt(D) for W1
        and 1 / sqrt(H) for W2 is a good choice. Two nets start differently: leave the seed of
        torch's generator alone.
        """
        raise NotImplementedError("task 1: make W1, b1, W2 and b2")

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Say how probable each class is for each example.

        Args:
            X: the inputs, shape (N, D), with the dtype and device of the weights. N may be 0.

        Returns:
            The probabilities, shape (N, C), with the dtype and device of X; each row adds up to 1.
            They are finite even where the scores are in the tens of thousands.
        """
        raise NotImplementedError("task 1: forward")

    def backward(self, X: torch.Tensor, T: torch.Tensor) -> dict[str, torch.Tensor]:
        """Find the gradient of the loss for these examples and the current weights.

        It does not matter what `forward` was called with before. The weights and the arguments
        stay as they are. A hidden unit whose sum is exactly 0 counts as off. No Python loop over
        the examples.

        Args:
            X: the inputs, shape (N, D), N at least 1.
            T: the true class of each example, shape (N,), int64, from 0 to C - 1.

        Returns:
            A dictionary with the keys "W1", "b1", "W2" and "b2": for each the gradient of L with
            respect to that attribute, in its shape and dtype.
        """
        raise NotImplementedError("task 2: backward")

    def step(self, lr: float) -> None:
        """Take one step of gradient descent with the gradients of the last call of `backward`.

        The step may write into W1, b1, W2 and b2, or put new tensors in their place. The gradients
        that `backward` returned stay as they are, so a second step takes them once more. There was
        at least one call of `backward` before.

        Args:
            lr: the learning rate.
        """
        raise NotImplementedError("task 3: step")
