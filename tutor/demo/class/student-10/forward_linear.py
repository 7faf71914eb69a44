import torch
import torch.nn.functional as F


def forward_linear(X, W, b):
    # F.linear wants (out, in)
    return F.linear(X, W.t(), b)
