# a torch.autograd.Function for the square, with save_for_backward
import torch


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, d):
        ctx.save_for_backward(d)
        return d * d

    @staticmethod
    def backward(ctx, grad):
        (d,) = ctx.saved_tensors
        return 2 * d * grad


def error(pred, goal):
    if pred.shape != goal.shape:
        raise ValueError(f"cannot compare {pred.shape} with {goal.shape}")
    if not pred.dtype.is_floating_point:
        pred, goal = pred.to(torch.float), goal.to(torch.float)
    return Square.apply(pred - goal)


def mse(pred, true):
    return error(pred, true).mean()
