"""Reference: the matrix product sums over D, and broadcasting gives every row the same bias."""

import torch


def forward_linear(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return X @ W + b
