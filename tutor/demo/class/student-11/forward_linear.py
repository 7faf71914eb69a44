from functools import partial

import torch

product = partial(torch.einsum, "nd,dc->nc")


def forward_linear(X, W, b):
    return product(X, W) + b[None, :]
