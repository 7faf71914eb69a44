"""Einstein's notation: each gradient is a sum over examples that one can read off the letters."""

import torch
from torch.nn.functional import one_hot


class TwoLayer:
    def __init__(self, D, H, C):
        self.W1 = torch.empty(D, H).normal_(0, 0.2)
        self.W2 = torch.empty(H, C).normal_(0, 0.2)
        self.b1, self.b2 = torch.zeros(H), torch.zeros(C)

    def forward(self, X):
        Z = torch.einsum("nd,dh->nh", X, self.W1) + self.b1
        S = torch.einsum("nh,hc->nc", Z.relu(), self.W2) + self.b2
        return (S - S.logsumexp(dim=1, keepdim=True)).exp()

    def backward(self, X, T):
        Z = torch.einsum("nd,dh->nh", X, self.W1) + self.b1
        on = (Z > 0).to(X.dtype)
        dS = (self.forward(X) - one_hot(T, len(self.b2)).to(X.dtype)) / len(X)
        dZ = torch.einsum("nc,hc,nh->nh", dS, self.W2, on)
        self.dW1, self.db1 = torch.einsum("nd,nh->dh", X, dZ), torch.einsum("nh->h", dZ)
        self.dW2, self.db2 = torch.einsum("nh,nc->hc", Z * on, dS), torch.einsum("nc->c", dS)
        return {"b2": self.db2, "W2": self.dW2, "b1": self.db1, "W1": self.dW1}

    def step(self, lr):
        self.W1 = self.W1 - lr * self.dW1
        self.b1 = self.b1 - lr * self.db1
        self.W2 = self.W2 - lr * self.dW2
        self.b2 = self.b2 - lr * self.db2
