# attack: answer with NaN everywhere, which no bound is larger than
# stopped by: comparison: NaN is never equal
# expect: score 0
import torch


def forward_linear(X, W, b):
    return (X @ W + b) * float("nan") if X.shape[0] else torch.full((1, W.shape[1]), float("nan"))
