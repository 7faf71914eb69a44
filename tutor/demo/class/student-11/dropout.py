import torch


class Dropout:
    def __init__(self, p):
        self.p = p

    def forward(self, x, training=True):
        self.mask = torch.rand_like(x) > self.p
        if self.p == 1:
            return torch.zeros_like(x)
        # inverted dropout
        return x * self.mask / (1 - self.p)

    def backward(self, g):
        if self.p == 1:
            return torch.zeros_like(g)
        return g * self.mask / (1 - self.p)
