import torch


class Dropout:
    def __init__(self, p):
        if p > 1 or p < 0:
            raise ValueError("p should be between 0 and 1")
        self.p = p

    def forward(self, x, training=True):
        # 1 = stays, 0 = out
        mask = torch.ones_like(x)
        if training:
            mask[torch.rand_like(x) < self.p] = 0
        self.mask = mask
        return x * mask

    def backward(self, g):
        return g * self.mask
