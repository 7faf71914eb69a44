import torch


def forward_linear(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    # y = x W^T + b, see the docs of nn.Linear
    # tested with 3x3 weights and it runs
    return torch.matmul(X, W.transpose(0, 1)) + b
