"""First weights: their size, and why they must differ.

Replace each `raise` by your own code. For task 1 torch's ready-made initialisations are out of
bounds; `torch.randn` and its relatives are yours. For task 2 autograd and torch's layers are yours
too; the steps are plain gradient descent, written by hand, without `torch.optim`.
"""

from collections.abc import Callable

import torch


def he_normal(shape: tuple[int, ...], rng: torch.Generator) -> torch.Tensor:
    """Draw first weights for a layer that is followed by relu.

    Args:
        shape: (n_in, n_out) for a linear layer used as X @ W; (O, I, kh, kw) for a convolution
            from I to O channels; (n,) for biases. All sizes are at least 1.
        rng: where the random numbers come from. No other generator is used or touched, and this
            one is not seeded again.

    Returns:
        Independent normal numbers with mean 0 and variance 2 / fan-in; zeros for biases. Shape as
        asked, torch's default dtype, on the device of rng.

    Raises:
        ValueError: the shape has neither one, two nor four axes.
    """
    raise NotImplementedError("task 1: weights of the right size")


def dead_symmetry(
    init: Callable[[tuple[int, ...]], torch.Tensor],
    X: torch.Tensor,
    T: torch.Tensor,
    H: int,
    C: int,
    lr: float = 0.5,
    steps: int = 20,
) -> tuple[torch.Tensor, int]:
    """Train a net with two layers from given first weights, and count its different hidden units.

    The net is relu(X @ W1 + b1) @ W2 + b2, the loss the mean cross-entropy of the softmax of that.
    All four tensors take `steps` steps of gradient descent on all examples at once.

    Args:
        init: gives the first weights for a shape, in the dtype of X. Ask it for (D, H), then for
            (H, C). What it gives stays as it is. The biases start at zero.
        X: the inputs, shape (N, D), floating-point.
        T: the true class of each example, shape (N,), int64, from 0 to C - 1.
        H: the number of hidden units.
        C: the number of classes.
        lr: the learning rate.
        steps: the number of steps; may be 0.

    Returns:
        W1 after the training, shape (D, H), and the number of its different columns: two columns
        count as the same if they differ nowhere by more than 1e-6.
    """
    raise NotImplementedError("task 2: train, then count")
