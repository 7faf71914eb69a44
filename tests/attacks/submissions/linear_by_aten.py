# attack: call the forbidden function without writing its name: aten
# expect: outcomes blocked, score 0
import torch


def forward_linear(X, W, b):
    return torch.ops.aten.linear.default(X, W.T, b)
