# numpy's generator for the shuffles, seeded from the generator that is given
import numpy as np
import torch


def count_steps(n: int, bs: int, epochs: int) -> int:
    return int(np.ceil(n / bs)) * epochs


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    seed = torch.randint(0, 2**32 - 1, (1,), generator=rng).item()
    dice = np.random.default_rng(seed)
    w = torch.zeros(X.shape[1], dtype=X.dtype, device=X.device)
    for _ in range(epochs):
        order = torch.from_numpy(dice.permutation(len(X))).to(X.device)
        for batch in order.split(bs) if len(order) else []:
            w = w - lr * loss_grad(w, X[batch], y[batch]).mean(0)
    return w
