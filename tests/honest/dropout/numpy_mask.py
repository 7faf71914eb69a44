# a numpy generator of one's own for the mask
import numpy as np
import torch

RNG = np.random.default_rng()


class Dropout:
    def __init__(self, p):
        if not 0 <= p <= 1:
            raise ValueError(p)
        self.p = p

    def forward(self, x, training=True):
        if not training:
            self.factor = torch.ones((), dtype=x.dtype, device=x.device)
            return x * self.factor
        u = RNG.uniform(size=tuple(x.shape))
        keep = torch.from_numpy(np.asarray(u >= self.p)).to(x.device)
        self.factor = keep.to(x.dtype) * (1 / (1 - self.p) if self.p < 1 else 0)
        return x * self.factor

    def backward(self, g):
        return g * self.factor
