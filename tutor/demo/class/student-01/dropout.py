"""Exercise dropout."""

import torch
from torch import Tensor


class Dropout:
    def __init__(self, p: float) -> None:
        if p < 0.0 or p > 1.0:
            raise ValueError(f"dropout probability has to be in [0, 1], got {p}")
        self.p = p
        # what the last forward pass multiplied by; None after an evaluation
        self.multiplier: Tensor | None = None

    def forward(self, x: Tensor, training: bool = True) -> Tensor:
        if not training:
            self.multiplier = None
            return x.clone()

        self.multiplier = torch.zeros_like(x)
        if self.p < 1.0:
            survives = torch.rand_like(x) >= self.p
            self.multiplier[survives] = 1.0 / (1.0 - self.p)
        return x * self.multiplier

    def backward(self, g: Tensor) -> Tensor:
        if self.multiplier is None:
            return g.clone()
        return g * self.multiplier
