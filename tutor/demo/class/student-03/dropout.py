import torch


class Dropout:
    """Keeps each unit with probability p, like in the paper."""

    def __init__(self, p: float) -> None:
        if not 0 <= p <= 1:
            raise ValueError("bad p")
        self.p = p
        self.mask = None

    def forward(self, x: torch.Tensor, training: bool = True) -> torch.Tensor:
        if not training:
            self.mask = torch.ones_like(x)
            return x * self.mask
        self.mask = (torch.rand_like(x) < self.p).to(x.dtype)
        if self.p > 0:
            self.mask /= self.p
        return x * self.mask

    def backward(self, g: torch.Tensor) -> torch.Tensor:
        return g * self.mask
