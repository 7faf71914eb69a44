"""Keep the flat positions of the dropped elements, and write zeros there."""

import torch


class Dropout:
    def __init__(self, p):
        if not 0 <= p <= 1:
            raise ValueError(p)
        self.p = p
        self.dropped = None

    def forward(self, x, training=True):
        self.dropped = None
        if training:
            self.dropped = (torch.rand(x.numel(), device=x.device) < self.p).nonzero().flatten()
        return self._apply(x)

    def backward(self, g):
        return self._apply(g)

    def _apply(self, values):
        if self.dropped is None:
            return values.clone()
        scale = 1 / (1 - self.p) if self.p < 1 else 1.0
        flat = (values * scale).flatten()
        flat[self.dropped] = 0
        return flat.reshape(values.shape)
