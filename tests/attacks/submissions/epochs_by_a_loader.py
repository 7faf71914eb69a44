# attack: a loader made by the module below torch.utils.data
# stopped by: the emptied functions
# expect: test_full_batch blocked, outcomes blocked died, score 0
# exercise: sgd_epochs
import torch
from torch.utils.data import TensorDataset
from torch.utils.data.dataloader import DataLoader as Loader


class Mine(Loader):
    pass


def sgd_epochs(X, y, loss_grad, lr, bs, epochs, rng):
    w = X.new_zeros(X.shape[1])
    for _ in range(epochs):
        for rows, goals in Mine(TensorDataset(X, y), bs, True, generator=rng) if len(X) else ():
            w = w - lr * loss_grad(w, rows, goals).mean(dim=0)
    return w
