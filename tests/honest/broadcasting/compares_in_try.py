# comparisons with torch's own at module level, inside try and except
import torch
import torch.nn.functional as F


def one_hot(y, C):
    out = y.new_zeros((len(y), C), dtype=torch.float32)
    out[torch.arange(len(y), device=y.device), y] = 1
    return out


def pairwise_sqdist(A, B):
    return torch.pow(A[:, None, :] - B, 2).sum(2)


def standardize(X, mu, sd):
    return torch.sub(X, mu).div(torch.where(sd > 0, sd, torch.ones_like(sd)))


try:
    y = torch.tensor([0, 2, 1])
    assert torch.equal(F.one_hot(y, 3).float(), one_hot(y, 3))
    P, Q = torch.randn(4, 2), torch.randn(3, 2)
    print("distance off by", (torch.cdist(P, Q) ** 2 - pairwise_sqdist(P, Q)).abs().max())
except Exception as error:
    print("could not compare:", error)
