"""The mask by Bernoulli draws, the scale by a division, and a flag for the mode."""

import torch


class Dropout:
    def __init__(self, p):
        if not 0 <= p <= 1:
            raise ValueError("p must lie between 0 and 1")
        self.keep = 1.0 - p
        self.mask = None

    def forward(self, x, training=True):
        self.mask = None
        if not training:
            return x.clone()
        self.mask = torch.empty_like(x).bernoulli_(self.keep)
        return self._survivors(x)

    def backward(self, g):
        return g.clone() if self.mask is None else self._survivors(g)

    def _survivors(self, values):
        return values * self.mask / max(self.keep, 1e-12)
