# the expansion with a product, used only where it is exact enough, prints in between
import torch


def one_hot(y: torch.Tensor, C: int) -> torch.Tensor:
    print("labels", y.dtype, y.shape, "classes", C, "min/max", y.aminmax() if len(y) else None)
    hot = torch.zeros(len(y) * C, device=y.device)
    where = torch.arange(len(y), device=y.device) * C + y
    return hot.index_fill(0, where, 1.0).reshape(len(y), C)


def pairwise_sqdist(A, B):
    # |a|^2 - 2ab + |b|^2 would be shorter and may go below zero
    print(f"{A.shape = }, {B.shape = }, {torch.mm(A, B.T).diagonal().sum() = }")
    cubes = torch.stack(torch.broadcast_tensors(A[:, None, :], B[None, :, :]))
    return cubes.diff(dim=0).squeeze(0).square().sum(dim=-1)


def standardize(X, mu, sd):
    print("constant columns:", (sd == 0).sum(), "var", X.var(0) if len(X) > 1 else "-")
    return torch.addcdiv(torch.zeros_like(X), X - mu, torch.where(sd == 0, torch.ones_like(sd), sd).expand_as(X))
