# nn.Identity, nn.Sigmoid and nn.Softmax as activations
import torch
from torch import nn


def bce_with_logits(z, y):
    far = z.abs()
    return (z.clamp_min(0) - z.mul(y) + (-far).exp().log1p()).mean()


def cross_entropy(z, y):
    z = z - z.amax(dim=1, keepdim=True)
    total = z.exp().sum(dim=1).log()
    right = torch.take_along_dim(z, y[:, None], dim=1)[:, 0]
    return total.sub(right).mean()


def d_bce_with_logits(z, y):
    return (nn.functional.sigmoid(z) - y) / (z.shape[0] * z.shape[1])


def d_cross_entropy(z, y):
    hot = torch.eye(z.shape[1], dtype=z.dtype, device=z.device)[y]
    return (nn.functional.softmax(z, dim=1) - hot) / z.shape[0]


class MeanSquare(nn.Module):
    def forward(self, z, y):
        return torch.pow(z - y, 2).mean()


def head_for(task):
    if task == "how much":
        return nn.Identity(), MeanSquare()
    if task == "yes or no":
        return nn.Sigmoid(), bce_with_logits
    if task == "which one":
        return nn.Softmax(dim=-1), cross_entropy
    raise ValueError("no such task")
