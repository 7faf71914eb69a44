# attack: answer with a million million elements that share four bytes
# stopped by: the wire: sizes are bounded
# expect: outcomes died, score 0
import torch


def forward_linear(X, W, b):
    return torch.zeros(1).expand(10**12)
