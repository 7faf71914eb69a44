# imports of optim and nn, a training loop with autograd and SGD under __main__
import torch
import torch.nn.functional as F
from torch import nn, optim

NAMES = "W1 b1 W2 b2".split()


class TwoLayer:
    """A net with two layers."""

    def __init__(self, D: int, H: int, C: int) -> None:
        self.W1, self.W2 = torch.randn(D, H) * D**-0.5, torch.randn(H, C) * H**-0.5
        self.b1, self.b2 = torch.zeros(H), torch.zeros(C)

    def scores(self, X):
        h = F.relu(X.matmul(self.W1) + self.b1)
        return h, h.matmul(self.W2) + self.b2

    def forward(self, X):
        return F.softmax(self.scores(X)[1], dim=-1)

    def backward(self, X, T):
        h, scores = self.scores(X)
        d = scores.softmax(-1)
        d[torch.arange(len(T), device=d.device), T] -= 1
        d = d / len(T)
        dh = (d @ self.W2.T).masked_fill(h <= 0, 0)
        self.grads = {"W1": X.T @ dh, "b1": dh.sum(0), "W2": h.T @ d, "b2": d.sum(0)}
        return self.grads

    def step(self, lr):
        for name in NAMES:
            setattr(self, name, getattr(self, name).sub(self.grads[name], alpha=lr))


if __name__ == "__main__":
    model = nn.Sequential(nn.Linear(2, 5), nn.ReLU(), nn.Linear(5, 3))
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    nn.CrossEntropyLoss()(model(torch.randn(4, 2)), torch.tensor([0, 1, 2, 0])).backward()
    optimizer.step()
