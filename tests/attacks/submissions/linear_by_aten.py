# attack: call the forbidden function without writing its name: aten
# stopped by: absence: the operators
# expect: outcomes blocked, score 0
import torch


def forward_linear(X, W, b):
    return torch.ops.aten.linear.default(X, W.T, b)
