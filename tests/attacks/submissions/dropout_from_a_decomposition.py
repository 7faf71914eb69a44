# attack: torch's dropout in Python, made of operators that are there
# stopped by: the emptied functions
# expect: test_share blocked, outcomes blocked, score 0
# exercise: dropout
import torch
from torch._decomp.decompositions import native_dropout


class Dropout:
    def __init__(self, p):
        self.p = p

    def forward(self, x, training=True):
        ones = torch.ones_like(x)
        self.factor = native_dropout(ones, self.p, True)[0] if training else ones
        return x * self.factor

    def backward(self, g):
        return g * self.factor
