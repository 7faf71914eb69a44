import torch as th


def forward_linear(X, W, b):
    # addmm does bias + matrix product in one go
    return th.addmm(b, X, W)
