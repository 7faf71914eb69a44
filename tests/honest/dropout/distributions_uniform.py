# torch.distributions.Uniform, and a cached_property for the scale
from functools import cached_property

import torch
from torch.distributions import Uniform


class Dropout:
    def __init__(self, p):
        if not 0 <= p <= 1:
            raise ValueError(f"p should be between 0 and 1, got {p}")
        self.p = p
        self.unit = Uniform(0.0, 1.0)

    @cached_property
    def scale(self):
        return 1.0 / (1.0 - self.p) if self.p != 1 else 0.0

    def forward(self, x, training=True):
        self.kept = None
        if training:
            self.kept = self.unit.sample(x.shape).to(x.device).ge(self.p)
            return torch.where(self.kept, x * self.scale, torch.zeros_like(x))
        return x.clone()

    def backward(self, g):
        return g.clone() if self.kept is None else g.mul(self.kept).mul(self.scale)
