# a test function that uses DataLoader and SGD for a comparison and is not called
import torch
from torch.utils.data import DataLoader, TensorDataset


def count_steps(n, bs, epochs):
    per_epoch, rest = divmod(n, bs)
    return (per_epoch + (rest > 0)) * epochs


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    w = X.new_zeros((X.shape[1],))
    n = X.shape[0]
    for _ in range(epochs):
        order = torch.argsort(torch.rand(n, generator=rng, dtype=torch.float64)).to(X.device)
        start = 0
        while start < n:
            pick = order[start:start + bs]
            w = w.sub(loss_grad(w, X[pick], y[pick]).mean(0), alpha=lr)
            start += bs
    return w


def try_with_a_loader():
    data = TensorDataset(torch.randn(10, 2), torch.randn(10))
    w = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for xb, yb in DataLoader(data, batch_size=4, shuffle=True):
        loss = ((xb @ w - yb) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
