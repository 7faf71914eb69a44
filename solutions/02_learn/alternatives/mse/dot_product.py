"""The sum of the squares of a list of numbers is its dot product with itself."""

import torch


def _difference(pred, goal):
    if pred.shape != goal.shape:
        raise ValueError("pred and goal must have the same shape")
    dtype = pred.dtype if pred.dtype.is_floating_point else torch.float32
    return pred.to(dtype) - goal.to(dtype)


def error(pred, goal):
    return _difference(pred, goal).square()


def mse(pred, true):
    difference = _difference(pred, true).flatten()
    return difference @ difference / difference.numel()
