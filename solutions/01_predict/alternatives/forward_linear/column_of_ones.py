"""A bias is a weight of an input that is always 1: one product does it all."""

import torch


def forward_linear(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    ones = X.new_ones(X.shape[0], 1)
    return torch.cat([X, ones], dim=1) @ torch.cat([W, b.unsqueeze(0)])
