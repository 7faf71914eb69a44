"""Dropout, forward and backward."""

import torch


class Dropout:
    """Drop units at random in training, and leave everything alone in evaluation."""

    def __init__(self, p: float) -> None:
        if not 0 <= p <= 1:
            raise ValueError("p is not between 0 and 1")
        self.p = p

    def forward(self, x: torch.Tensor, training: bool = True) -> torch.Tensor:
        if not training or self.p == 0:
            return x
        if self.p == 1:
            return torch.zeros_like(x)
        keep = torch.rand(x.shape, device=x.device) > self.p
        return torch.where(keep, x, torch.zeros_like(x)) / (1 - self.p)

    def backward(self, g: torch.Tensor) -> torch.Tensor:
        raise NotImplementedError("task 2: backward")
