# the first weights from numpy's generator, numpy for the mathematics of the size
import numpy as np
import torch


class TwoLayer:
    rng = np.random.default_rng()

    def __init__(self, D, H, C):
        self.W1 = torch.from_numpy(self.rng.normal(0, 1 / np.sqrt(D), (D, H)).astype(np.float32))
        self.W2 = torch.as_tensor(self.rng.standard_normal((H, C)) / np.sqrt(H)).float()
        self.b1 = torch.tensor(np.zeros(H), dtype=torch.float32)
        self.b2 = torch.tensor([0.0] * C)

    def forward(self, X):
        A = torch.nn.functional.relu(X @ self.W1 + self.b1)
        return torch.softmax(A @ self.W2 + self.b2, dim=1)

    def backward(self, X, T):
        A = torch.nn.functional.relu(X @ self.W1 + self.b1)
        P = self.forward(X)
        Y = torch.zeros_like(P)
        Y[torch.arange(T.shape[0], device=X.device), T] = 1
        dS = (P - Y).div_(X.shape[0])
        dA = dS @ self.W2.T
        dA[A == 0] = 0
        self.dW1, self.db1 = X.T @ dA, dA.sum(0)
        self.dW2, self.db2 = A.T @ dS, dS.sum(0)
        return {"W1": self.dW1, "b1": self.db1, "W2": self.dW2, "b2": self.db2}

    def step(self, lr):
        self.W1 = self.W1 - lr * self.dW1
        self.b1 = self.b1 - lr * self.db1
        self.W2 = self.W2 - lr * self.dW2
        self.b2 = self.b2 - lr * self.db2
