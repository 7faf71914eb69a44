# attack: read the part of the suite that is sent to run beside the submission, and report it
# stopped by: not stopped: drivers carry inputs, no answers
# exercise: dropout
# expect: outcomes passed wrong died
# gap: a driver runs in the box, so its source can be read there; it holds inputs, never answers
import sys

import torch


class Dropout:
    def __init__(self, p):
        self.p = p
        frame = sys._getframe()
        while "request" not in frame.f_locals:
            frame = frame.f_back
        if source := frame.f_locals["request"].get("source"):
            raise RuntimeError(source)

    def forward(self, x, training=True):
        self.mask = torch.rand_like(x) >= self.p if training else torch.ones_like(x).bool()
        self.scale = 1 / (1 - self.p) if training and self.p < 1 else 1.0
        return torch.where(self.mask, x * self.scale, 0)

    def backward(self, g):
        return torch.where(self.mask, g * self.scale, 0)
