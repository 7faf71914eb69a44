# a comparison with nn.Linear under `if __name__ == "__main__"`
import torch
from torch import nn


def forward_linear(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.einsum("nd,dc->nc", X, W) + b


if __name__ == "__main__":
    layer = nn.Linear(3, 2)
    X = torch.randn(5, 3)
    mine = forward_linear(X, layer.weight.T, layer.bias)
    print("same as torch:", torch.allclose(mine, layer(X)))
