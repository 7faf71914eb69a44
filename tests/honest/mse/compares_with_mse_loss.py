# a loop of self-tests at load that compares with nn.MSELoss, and says so
import torch
from torch import nn


def error(pred, goal):
    if pred.shape != goal.shape:
        raise ValueError("pred and goal differ in shape")
    if not pred.is_floating_point():
        pred = pred.float()
        goal = goal.float()
    difference = torch.subtract(pred, goal)
    return torch.multiply(difference, difference)


def mse(pred, true):
    return torch.mean(error(pred, true))


for shape in [(3,), (2, 4)]:
    a, b = torch.randn(shape), torch.randn(shape)
    try:
        print("equal to torch:", torch.isclose(mse(a, b), nn.MSELoss()(a, b)).item())
    except RuntimeError as problem:
        print("torch's own is not available:", problem)
