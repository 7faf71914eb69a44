"""einsum with nothing right of the arrow sums over every axis. The size of the difference, without
its sign, squares to the same number."""

import torch


def error(pred, goal):
    if tuple(pred.shape) != tuple(goal.shape):
        raise ValueError(f"{pred.shape} is not {goal.shape}")
    if pred.is_floating_point():
        distance = (pred - goal).abs()
    else:
        distance = (pred.double() - goal.double()).abs().float()
    return distance * distance


def mse(pred, true):
    e = error(pred, true).reshape(-1)
    return torch.einsum("i->", e) / len(e)
