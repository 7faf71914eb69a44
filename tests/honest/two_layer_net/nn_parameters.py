# an nn.Module whose weights are nn.Parameters, under no_grad throughout
import torch
from torch import nn


class TwoLayer(nn.Module):
    def __init__(self, D, H, C):
        super().__init__()
        self.W1 = nn.Parameter(torch.empty(D, H).normal_(std=D**-0.5))
        self.b1 = nn.Parameter(torch.zeros(H))
        self.W2 = nn.Parameter(torch.empty(H, C).normal_(std=H**-0.5))
        self.b2 = nn.Parameter(torch.zeros(C))
        self.grads = None

    @torch.no_grad()
    def forward(self, X):
        hidden = (X @ self.W1 + self.b1).clamp(min=0)
        return nn.Softmax(dim=1)(hidden @ self.W2 + self.b2)

    @torch.no_grad()
    def backward(self, X, T):
        Z = X @ self.W1 + self.b1
        A = nn.functional.relu(Z)
        delta = torch.softmax(A @ self.W2 + self.b2, 1)
        delta -= torch.eye(delta.shape[1], dtype=delta.dtype, device=delta.device)[T]
        delta /= X.shape[0]
        back = delta @ self.W2.T * (Z > 0)
        self.grads = {
            "W1": torch.einsum("nd,nh->dh", X, back), "b1": torch.einsum("nh->h", back),
            "W2": torch.einsum("nh,nc->hc", A, delta), "b2": torch.einsum("nc->c", delta),
        }
        return self.grads

    @torch.no_grad()
    def step(self, lr):
        for name, parameter in self.named_parameters():
            parameter -= lr * self.grads[name]
