# attack: let another ready-made layer do the work, one that no rule forbids by name
# stopped by: absence: the operators
# expect: outcomes blocked, score 0
import torch


def forward_linear(X, W, b):
    return torch.nn.functional.conv1d(X[:, :, None], W.T[:, :, None], b)[:, :, 0]
