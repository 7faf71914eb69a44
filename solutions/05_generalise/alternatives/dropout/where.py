"""No arithmetic on the mask: choose between zero and the scaled value, element by element."""

import torch


class Dropout:
    def __init__(self, p):
        if not 0 <= p <= 1:
            raise ValueError(p)
        self.p = p

    def forward(self, x, training=True):
        self.dropped = torch.rand_like(x, dtype=torch.float32) < self.p if training else None
        return self._apply(x)

    def backward(self, g):
        return self._apply(g)

    def _apply(self, values):
        if self.dropped is None:
            return values
        if self.p == 1:
            return torch.zeros_like(values)
        return torch.where(self.dropped, 0, values / (1 - self.p)).to(values.dtype)
