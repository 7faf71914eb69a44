# an nn.Module with extra_repr, whose training flag is not used; a print of nn.Dropout in main
import torch
from torch import nn


class Dropout(nn.Module):
    def __init__(self, p):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p
        self.saved = []

    def extra_repr(self):
        return f"p={self.p}"

    def forward(self, x, training=True):
        keep = torch.rand_like(x).gt_(self.p) if training else torch.ones_like(x)
        if training and 0 < self.p < 1:
            keep = keep / (1 - self.p)
        self.saved = [keep]
        return x.mul(keep)

    def backward(self, g):
        (keep,) = self.saved
        return g.mul(keep)


print(Dropout(0.1))
if __name__ == "__main__":
    theirs = nn.Dropout(0.5)
    print(theirs(torch.ones(10)), Dropout(0.5)(torch.ones(10)))
