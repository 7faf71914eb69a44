"""The definition, spelled out: every product first, then the sum over D. It needs N * D * C memory,
which is why the matrix product exists."""

import torch


def forward_linear(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    products = X[:, :, None] * W[None, :, :]
    return products.sum(dim=1) + b
