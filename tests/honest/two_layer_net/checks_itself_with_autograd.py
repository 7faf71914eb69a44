# a method that checks the gradients with autograd and that nobody calls; prints of norms
import copy

import torch


class TwoLayer:
    def __init__(self, D, H, C):
        self.W1 = torch.randn(D, H) / torch.tensor(float(D)).sqrt()
        self.b1 = torch.zeros((H,))
        self.W2 = torch.randn(H, C) / torch.tensor(float(H)).sqrt()
        self.b2 = torch.zeros((C,))

    def forward(self, X):
        assert torch.isfinite(X).all() and X.dtype == self.W1.dtype
        z = torch.relu(X @ self.W1 + self.b1) @ self.W2 + self.b2
        e = torch.exp(z - z.max(dim=1, keepdim=True).values) if len(z) else z
        return e / e.sum(dim=1, keepdim=True)

    def backward(self, X, T):
        Z = X @ self.W1 + self.b1
        Y = self.forward(X)
        Y[range(len(T)), T] = Y[range(len(T)), T] - 1
        Y = Y / len(T)
        G = Y.matmul(self.W2.transpose(0, 1)) * torch.gt(Z, 0)
        self.grads = {"b2": Y.sum(0), "W2": Z.clamp(min=0).T @ Y, "b1": G.sum(0), "W1": X.T @ G}
        print({name: f"{g.norm():.3g}" for name, g in self.grads.items()})
        return copy.copy(self.grads)

    def step(self, lr):
        for name, grad in self.grads.items():
            weight = getattr(self, name)
            setattr(self, name, torch.sub(weight, grad, alpha=lr))

    def check(self, X, T):
        leaves = [getattr(self, n).clone().requires_grad_() for n in ("W1", "b1", "W2", "b2")]
        W1, b1, W2, b2 = leaves
        loss = torch.nn.functional.cross_entropy(torch.relu(X @ W1 + b1) @ W2 + b2, T)
        found = torch.autograd.grad(loss, leaves)
        mine = self.backward(X, T)
        for name, g in zip(("W1", "b1", "W2", "b2"), found):
            torch.testing.assert_close(mine[name], g)
