"""Naming the axes: einsum says in so many words that D is the one that is summed away."""

import torch


def forward_linear(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.einsum("nd,dc->nc", X, W) + b
