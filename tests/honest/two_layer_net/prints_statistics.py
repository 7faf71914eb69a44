# prints of quantiles, correlations and of the cosine similarity of two rows
import torch
import torch.nn.functional as F


class TwoLayer:
    def __init__(self, D, H, C):
        self.b1, self.b2 = torch.zeros(H), torch.zeros(C)
        self.W1 = torch.randn((D, H)).mul(1 / D**0.5)
        self.W2 = torch.randn((H, C)).mul(1 / H**0.5)

    def forward(self, X):
        z = F.relu(X @ self.W1 + self.b1) @ self.W2 + self.b2
        if len(X) > 1:
            print("quantiles of the scores", torch.quantile(z.flatten(), 0.1), z.median(), z.mode(0))
            print("correlations", torch.corrcoef(X), torch.cov(X).trace(), torch.histc(z.cpu(), 5))
        return z.softmax(1)

    def backward(self, X, T):
        Z = torch.addmm(self.b1, X, self.W1)
        G = self.forward(X)
        G = (G - torch.eye(G.shape[1], device=G.device, dtype=G.dtype).index_select(0, T)) / len(T)
        B = torch.mm(G, self.W2.T).where(Z > 0, torch.zeros_like(Z))
        if len(X) > 1:
            print("rows alike?", F.cosine_similarity(X[0], X[1], dim=0).item())
        self.grads = {"W1": X.T @ B, "b1": B.sum(0), "W2": Z.relu().T @ G, "b2": G.sum(0)}
        return self.grads

    def step(self, lr):
        for name in self.grads:
            setattr(self, name, getattr(self, name) - lr * self.grads[name])
