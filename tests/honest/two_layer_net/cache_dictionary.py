# a cache dictionary between forward and backward, as in many courses
import torch


class TwoLayer:
    def __init__(self, D, H, C):
        self.W1 = torch.normal(0, 1 / D**0.5, (D, H))
        self.W2 = torch.normal(0, 1 / H**0.5, (H, C))
        self.b1, self.b2 = torch.zeros(H), torch.zeros(C)
        self.cache = {}

    def _affine_relu(self, X):
        Z1 = torch.addmm(self.b1, X, self.W1)
        A1 = torch.maximum(Z1, torch.zeros_like(Z1))
        self.cache.update(X=X, Z1=Z1, A1=A1)
        return A1

    def forward(self, X):
        Z2 = torch.addmm(self.b2, self._affine_relu(X), self.W2)
        return torch.softmax(Z2, dim=1)

    def backward(self, X, T):
        N = X.size(0)
        P = self.forward(X)
        Z1, A1 = self.cache["Z1"], self.cache["A1"]
        hot = torch.zeros_like(P).scatter_(1, T.view(N, 1), 1)
        dZ2 = (P - hot) / N
        dA1 = torch.mm(dZ2, self.W2.t())
        dZ1 = torch.where(Z1 > 0, dA1, torch.zeros_like(dA1))
        self.gradients = dict(W1=X.t().mm(dZ1), b1=dZ1.sum(0), W2=A1.t().mm(dZ2), b2=dZ2.sum(0))
        return self.gradients

    def step(self, lr):
        self.W1 = self.W1 - lr * self.gradients["W1"]
        self.b1 = self.b1 - lr * self.gradients["b1"]
        self.W2 = self.W2 - lr * self.gradients["W2"]
        self.b2 = self.b2 - lr * self.gradients["b2"]
