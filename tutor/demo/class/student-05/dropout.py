import torch


class Dropout:
    def __init__(self, p):
        if not (p >= 0 and p <= 1):
            raise ValueError(p)
        self.p = p
        self.training = True

    def get_mask(self, like):
        if self.p == 1:
            return torch.zeros_like(like)
        keep = 1 - self.p
        return torch.bernoulli(torch.full_like(like, keep)) / keep

    def forward(self, x, training=True):
        self.training = training
        return x * self.get_mask(x) if training else x

    def backward(self, g):
        return g * self.get_mask(g) if self.training else g
