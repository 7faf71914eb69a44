# a torch.autograd.Function with forward and backward written by hand
import torch


class Affine(torch.autograd.Function):
    @staticmethod
    def forward(ctx, X, W, b):
        ctx.save_for_backward(X, W)
        return X @ W + b

    @staticmethod
    def backward(ctx, g):
        X, W = ctx.saved_tensors
        return g @ W.T, X.T @ g, g.sum(0)


def forward_linear(X, W, b):
    return Affine.apply(X, W, b)
