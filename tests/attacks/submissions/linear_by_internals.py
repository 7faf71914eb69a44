# attack: call the forbidden function without writing its name: internals
# stopped by: absence: the operators
# expect: outcomes blocked, score 0
import torch


def forward_linear(X, W, b):
    return torch._C._nn.linear(X, W.T, b)
