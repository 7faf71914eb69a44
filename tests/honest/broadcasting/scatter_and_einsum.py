# scatter_, einsum on the differences, a where with two branches
import torch


def one_hot(y, C):
    table = torch.zeros((y.size(0), C), device=y.device)
    return table.scatter_(1, y.view(-1, 1), 1.0)


def pairwise_sqdist(A, B):
    diff = A[:, None] - B[None]
    return torch.einsum("nmd,nmd->nm", diff, diff)


def standardize(X, mu, sd):
    safe = sd + (sd == 0).to(sd.dtype)
    return torch.where(sd == 0, X - mu, (X - mu) / safe)
