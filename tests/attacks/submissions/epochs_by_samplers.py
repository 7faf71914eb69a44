# attack: the samplers by the module that they stand in
# stopped by: the emptied functions
# expect: test_full_batch blocked, outcomes blocked died, score 0
# exercise: sgd_epochs
import torch
from torch.utils.data.sampler import BatchSampler, RandomSampler


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    w = X.new_zeros(X.shape[1])
    batches = BatchSampler(RandomSampler(range(len(X)), generator=rng), bs, False)
    for _ in range(epochs):
        for rows in batches if len(X) else ():
            w = w - lr * loss_grad(w, X[rows], y[rows]).mean(dim=0)
    return w
