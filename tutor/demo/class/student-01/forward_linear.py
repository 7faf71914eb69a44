"""Exercise forward_linear: the forward pass of a linear layer."""

import torch
from torch import Tensor


def forward_linear(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    # (N, D) times (D, C) gives (N, C); D is the axis that disappears
    scores = torch.matmul(X, W)
    # b is (C,) and is stretched over the N rows
    return torch.add(scores, b)


if __name__ == "__main__":
    X = torch.tensor([[2.0, 1.0]])
    W = torch.tensor([[3.0], [-1.0]])
    print(forward_linear(X, W, torch.tensor([0.5])))  # 5.5, as in the statement
