# a progress bar of tqdm around the epochs
import torch
from tqdm import tqdm


def count_steps(n, bs, epochs):
    return epochs * (n // bs + (n % bs != 0))


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    w = torch.zeros_like(X.sum(0))
    for epoch in tqdm(range(epochs), desc="training"):
        order = torch.randperm(X.shape[0], generator=rng).to(X.device)
        for start in range(0, X.shape[0], bs):
            ids = order[start : start + bs]
            w = w - loss_grad(w, X[ids], y[ids]).mean(dim=0).mul(lr)
    return w
