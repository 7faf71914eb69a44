# attack: a sampler of a subset, of which the subset is everything
# stopped by: the emptied functions
# expect: test_full_batch blocked, outcomes blocked died, score 0
# exercise: sgd_epochs
import torch
from torch.utils.data import SubsetRandomSampler


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    w = X.new_zeros(X.shape[1])
    sampler = SubsetRandomSampler(range(len(X)), generator=rng)
    for _ in range(epochs):
        order = list(sampler)
        for start in range(0, len(order), bs):
            rows = order[start : start + bs]
            w = w - lr * loss_grad(w, X[rows], y[rows]).mean(dim=0)
    return w
