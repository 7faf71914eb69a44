"""Each kind of layer knows its own way back: a framework in four functions."""

import torch


def linear(X, W, b):
    return torch.addmm(b, X, W)


def linear_back(X, W, g):
    """The gradients of input, weights and bias, from the gradient of the output."""
    return g @ W.mT, X.mT @ g, g.sum(0)


def relu_back(A, g):
    return torch.where(A > 0, g, torch.zeros_like(g))


def cross_entropy_back(P, T):
    truth = torch.zeros_like(P).scatter_(1, T[:, None], 1)
    return (P - truth) / P.shape[0]


class TwoLayer:
    def __init__(self, D, H, C):
        self.W1, self.b1 = torch.randn(D, H) * 0.3, torch.zeros(H)
        self.W2, self.b2 = torch.randn(H, C) * 0.3, torch.zeros(C)

    def _run(self, X):
        A = torch.relu(linear(X, self.W1, self.b1))
        return A, torch.softmax(linear(A, self.W2, self.b2), dim=1)

    def forward(self, X):
        return self._run(X)[1]

    def backward(self, X, T):
        A, P = self._run(X)
        g = cross_entropy_back(P, T)
        g, W2, b2 = linear_back(A, self.W2, g)
        _, W1, b1 = linear_back(X, self.W1, relu_back(A, g))
        self.grads = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        return self.grads

    def step(self, lr):
        self.W1 = self.W1 - lr * self.grads["W1"]
        self.b1 = self.b1 - lr * self.grads["b1"]
        self.W2 = self.W2 - lr * self.grads["W2"]
        self.b2 = self.b2 - lr * self.grads["b2"]
