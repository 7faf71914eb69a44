# an nn.Module with parameters of its own, replaced by the arguments in functional_call
import torch
from torch import nn


class Dense(nn.Module):
    def __init__(self, d, c):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(d, c))
        self.bias = nn.Parameter(torch.zeros(c))
        self.register_buffer("calls", torch.zeros(()))

    def forward(self, x):
        return torch.tensordot(x, self.weight, dims=1) + self.bias


def forward_linear(X, W, b):
    net = Dense(*W.shape)
    return torch.func.functional_call(net, {"weight": W, "bias": b}, (X,))
