"""The distance between two lists of numbers, as a ruler would measure it, is the root of the summed
squares. Its square, shared among all elements, is the mean squared error."""

import torch


def checked(function):
    """Refuse different shapes and turn whole numbers into floats, for both functions alike."""

    def wrapped(pred, goal):
        if list(pred.shape) != list(goal.shape):
            raise ValueError("these shapes do not belong together")
        if not torch.is_floating_point(pred):
            pred, goal = pred.float(), goal.float()
        return function(pred, goal)

    return wrapped


@checked
def error(pred, goal):
    return torch.pow(goal - pred, 2)


@checked
def mse(pred, true):
    return torch.linalg.vector_norm(pred - true) ** 2 / pred.numel()
