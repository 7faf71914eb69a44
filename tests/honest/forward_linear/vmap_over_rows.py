# torch.vmap over the rows, a lambda for one of them
import torch


def forward_linear(X, W, b):
    if len(X) == 0:
        return X @ W + b
    return torch.vmap(lambda x: torch.mv(W.T, x) + b)(X)
