# a loader class of one's own with __iter__ and __len__
import dataclasses

import torch


@dataclasses.dataclass
class Batches:
    X: torch.Tensor
    y: torch.Tensor
    bs: int
    rng: torch.Generator

    def __len__(self):
        return -(-len(self.X) // self.bs)

    def __iter__(self):
        order = torch.randperm(len(self.X), generator=self.rng)
        for k in range(len(self)):
            rows = order[k * self.bs : (k + 1) * self.bs].to(self.X.device)
            yield self.X[rows], self.y[rows]


def count_steps(n, bs, epochs):
    return epochs * (-(-n // bs))


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    w = torch.zeros_like(X[0]) if len(X) else X.new_zeros(X.shape[1])
    loader = Batches(X, y, bs, rng)
    for epoch in range(epochs):
        for xb, yb in loader:
            w = w - lr * torch.mean(loss_grad(w, xb, yb), dim=0)
        print(f"epoch {epoch}: {w.norm():.4f} {len(loader)} batches")
    return w
