# attack: the shuffler and the batcher of torch's data pipes
# stopped by: the emptied functions
# expect: test_full_batch blocked, outcomes blocked died, score 0
# exercise: sgd_epochs
import random

import torch
from torch.utils.data.datapipes.iter import Batcher, IterableWrapper, Shuffler


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    w = X.new_zeros(X.shape[1])
    for _ in range(epochs if len(X) else 0):
        seed = int(torch.randint(2**31, (1,), generator=rng))
        pipe = Shuffler(IterableWrapper(range(len(X))), buffer_size=len(X)).set_seed(seed)
        for rows in Batcher(pipe, bs):
            rows = list(rows)
            w = w - lr * loss_grad(w, X[rows], y[rows]).mean(dim=0)
    return w
