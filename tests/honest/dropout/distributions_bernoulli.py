# torch.distributions.Bernoulli draws the mask
import torch


class Dropout:
    def __init__(self, p):
        if not 0 <= p <= 1:
            raise ValueError("p")
        self.p = p

    def forward(self, x, training=True):
        if not training or self.p == 0:
            self.mask = torch.ones_like(x)
        elif self.p == 1:
            self.mask = torch.zeros_like(x)
        else:
            keep = torch.distributions.Bernoulli(1 - self.p).sample(x.shape)
            self.mask = keep.to(x.device, x.dtype) / (1 - self.p)
        return x * self.mask

    def backward(self, g):
        return g * self.mask
