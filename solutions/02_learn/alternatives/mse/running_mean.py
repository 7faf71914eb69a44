"""One axis after another: the mean of means is the mean, as long as all rows are equally long."""

import torch


def error(pred, goal):
    if pred.shape != goal.shape:
        raise ValueError("same shape, please")
    whole = not pred.dtype.is_floating_point
    difference = torch.sub(pred.float(), goal.float()) if whole else torch.sub(pred, goal)
    return torch.mul(difference, difference)


def mse(pred, true):
    result = error(pred, true)
    while result.dim():
        result = result.mean(dim=0)
    return result
