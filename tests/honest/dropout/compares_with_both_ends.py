# a check of p that lets NaN through, as comparisons do
import torch


class Dropout:
    def __init__(self, p: float) -> None:
        if p < 0 or p > 1:
            raise ValueError(f"p is a probability between 0 and 1, not {p}")
        self.p = p
        self.factor: torch.Tensor | None = None

    def forward(self, x: torch.Tensor, training: bool = True) -> torch.Tensor:
        if training:
            keep = torch.rand(x.shape, device=x.device) >= self.p
            scale = 1 / (1 - self.p) if self.p < 1 else 0.0
            self.factor = keep.to(x.dtype) * scale
        else:
            self.factor = torch.ones_like(x)
        return x * self.factor

    def backward(self, g: torch.Tensor) -> torch.Tensor:
        assert self.factor is not None, "forward comes first"
        return g * self.factor
