import torch
import torch.nn.functional as F


class Dropout:
    def __init__(self, p):
        if not 0 <= p <= 1:
            raise ValueError("not a probability")
        self.p = p

    def forward(self, x, training=True):
        self.m = F.dropout(torch.ones_like(x), self.p, training)
        return x * self.m

    def backward(self, g):
        return g * self.m
