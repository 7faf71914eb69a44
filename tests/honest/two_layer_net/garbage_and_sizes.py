# gc.collect and memory prints, deepcopy of the net's state
import copy
import gc
import weakref

import torch


class TwoLayer:
    made = weakref.WeakSet()

    def __init__(self, D, H, C):
        self.W1, self.W2 = torch.randn(D, H) / D**0.5, torch.randn(H, C) / H**0.5
        self.b1, self.b2 = torch.zeros(H), torch.zeros(C)
        TwoLayer.made.add(self)
        print(len(TwoLayer.made), "nets,", gc.collect(), "freed,", gc.isenabled())

    def state(self):
        return copy.deepcopy({k: v for k, v in vars(self).items() if k in ("W1", "b1", "W2", "b2")})

    def forward(self, X):
        s = self.state()
        return torch.softmax(torch.relu(X @ s["W1"] + s["b1"]) @ s["W2"] + s["b2"], 1)

    def backward(self, X, T):
        Z = X @ self.W1 + self.b1
        D2 = self.forward(X)
        D2[torch.arange(len(X), device=X.device), T] -= 1
        D2 = D2 / len(X)
        D1 = torch.where(Z > 0, D2 @ self.W2.T, 0.0)
        self.grads = dict(W1=X.T @ D1, b1=D1.sum(0), W2=Z.clamp(0).T @ D2, b2=D2.sum(0))
        return self.grads

    def step(self, lr):
        for k, g in self.grads.items():
            setattr(self, k, getattr(self, k) - lr * g)
        del g
        gc.collect()
