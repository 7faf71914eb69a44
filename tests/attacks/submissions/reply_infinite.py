# attack: answer with infinities and numbers so large that their difference overflows
# stopped by: comparison: finite before value
# expect: score 0
import torch


def forward_linear(X, W, b):
    result = X @ W + b + torch.finfo(X.dtype).max
    result[..., 0] = float("inf")
    return result if X.shape[0] else None
