"""Reference: give each tensor an axis of size 1 where the other has one of its own."""

import torch


def one_hot(y: torch.Tensor, C: int) -> torch.Tensor:
    return (y[:, None] == torch.arange(C, device=y.device)).to(torch.float32)


def pairwise_sqdist(A: torch.Tensor, B: torch.Tensor) -> torch.Tensor:
    return ((A[:, None, :] - B[None, :, :]) ** 2).sum(dim=-1)  # (N, M, D) -> (N, M)


def standardize(X: torch.Tensor, mu: torch.Tensor, sd: torch.Tensor) -> torch.Tensor:
    return (X - mu) / torch.where(sd == 0, 1, sd)
