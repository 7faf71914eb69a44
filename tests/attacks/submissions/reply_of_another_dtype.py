# attack: answer in a dtype that hides or adds precision
# stopped by: comparison: dtype before value
# expect: test_precision[float32] wrong, outcomes passed wrong, score 9
import torch

OTHER = {torch.float64: torch.float32, torch.float32: torch.float64}


def forward_linear(X, W, b):
    return (X.double() @ W.double() + b.double()).to(OTHER[X.dtype])
