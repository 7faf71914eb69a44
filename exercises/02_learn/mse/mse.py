"""How wrong predictions are: each of them, and all of them in one number.

Replace each `raise` by your own code. torch's own losses (`torch.nn.MSELoss`,
`torch.nn.functional.mse_loss` and their relatives) would do the task for you: do without them.

In both functions the two tensors have one common dtype and are on the same device. That dtype is a
floating-point one, or an integer one such as int64 or uint8.
"""

import torch


def error(pred: torch.Tensor, goal: torch.Tensor) -> torch.Tensor:
    """Say how wrong each prediction is: the square of its distance from the goal.

    Args:
        pred: the predictions, any shape.
        goal: what they should have been, shape of pred.

    Returns:
        A new tensor with the shape and the device of pred: one error for each prediction. Its dtype
        is that of pred, or torch.float32 where pred has an integer dtype. The arguments stay as
        they are.

    Raises:
        ValueError: the two shapes differ, even if torch could stretch one to fit the other.

    No Python loop.
    """
    raise NotImplementedError("task 1: the error of each prediction")


def mse(pred: torch.Tensor, true: torch.Tensor) -> torch.Tensor:
    """Say how wrong all predictions are together: the mean of their squared errors.

    Args:
        pred: the predictions, any shape.
        true: what they should have been, shape of pred.

    Returns:
        A tensor without axes, shape (), on the device of pred. Its dtype is that of pred, or
        torch.float32 where pred has an integer dtype. Autograd can differentiate it with respect to
        both arguments, which stay as they are. Without any prediction there is no mean: NaN.

    Raises:
        ValueError: the two shapes differ, even if torch could stretch one to fit the other.

    No Python loop.
    """
    raise NotImplementedError("task 2: one number for all of them")
