# attack: call the forbidden function without writing its name: internals
# stopped by: policy: watching the calls
# expect: outcomes blocked, score 0
import torch


def forward_linear(X, W, b):
    return torch._C._nn.linear(X, W.T, b)
