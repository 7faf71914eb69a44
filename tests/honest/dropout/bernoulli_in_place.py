# bernoulli_ on a new tensor, a mask of None in evaluation
import torch


class Dropout:
    def __init__(self, p: float) -> None:
        assert isinstance(p, (int, float)), type(p)
        if not (0.0 <= p <= 1.0):
            raise ValueError("not a probability")
        self.p, self.mask = float(p), None

    def forward(self, x: torch.Tensor, training: bool = True) -> torch.Tensor:
        if not training:
            self.mask = None
            return x
        q = 1.0 - self.p
        self.mask = x.new_empty(x.size()).bernoulli_(q)
        if q > 0:
            self.mask.div_(q)
        print("kept", self.mask.count_nonzero().item(), "of", x.numel(), f"{self.mask.mean()=}")
        return torch.mul(x, self.mask)

    def backward(self, g: torch.Tensor) -> torch.Tensor:
        return g if self.mask is None else torch.mul(g, self.mask)
