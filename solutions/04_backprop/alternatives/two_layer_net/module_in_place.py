"""A torch module whose parameters are changed in place, as torch's optimizers do it."""

import torch
from torch import nn


class TwoLayer(nn.Module):
    def __init__(self, D, H, C):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(D, H) * D**-0.5)
        self.b1 = nn.Parameter(torch.zeros(H))
        self.W2 = nn.Parameter(torch.randn(H, C) * H**-0.5)
        self.b2 = nn.Parameter(torch.zeros(C))

    @torch.no_grad()
    def forward(self, X):
        return self._layers(X)[-1]

    def _layers(self, X):
        Z = X @ self.W1 + self.b1
        A = Z.clamp_min(0)
        return Z, A, torch.softmax(A @ self.W2 + self.b2, dim=-1)

    @torch.no_grad()
    def backward(self, X, T):
        Z, A, P = self._layers(X)
        P = P - torch.eye(P.shape[1], dtype=P.dtype, device=P.device)[T]
        P = P / X.shape[0]
        back = (P @ self.W2.t()).masked_fill_(Z <= 0, 0)
        self.found = {"W2": A.t() @ P, "b2": P.sum(0), "W1": X.t() @ back, "b1": back.sum(0)}
        return self.found

    @torch.no_grad()
    def step(self, lr):
        for name, parameter in self.named_parameters():
            parameter.sub_(lr * self.found[name])
