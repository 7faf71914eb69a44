"""Write the truth as a mask of zeros and ones: then picking an entry is a product and a sum."""

import torch


def _mask(z, y):
    classes = torch.arange(z.shape[1], device=z.device)
    return (y[:, None] == classes).to(z.dtype)


def _highest(z):
    return torch.max(z, dim=1, keepdim=True)[0]


def bce_with_logits(z, y):
    lost = torch.log1p(torch.exp(-torch.abs(z)))  # what both answers cost at least
    against = y * torch.clamp(-z, min=0) + (1 - y) * torch.clamp(z, min=0)
    return torch.mean(lost + against)


def cross_entropy(z, y):
    shifted = z - _highest(z)
    total = torch.log(torch.sum(torch.exp(shifted), dim=1))
    return (total - torch.einsum("nc,nc->n", shifted, _mask(z, y))).mean()


def d_bce_with_logits(z, y):
    n, k = z.shape
    p = 1 / (1 + torch.exp(-z))
    return (p * (1 - y) - (1 - p) * y) / (n * k)


def d_cross_entropy(z, y):
    e = torch.exp(z - _highest(z))
    return (e / e.sum(1, keepdim=True) - _mask(z, y)) / z.shape[0]


def head_for(task):
    if task == "how much":
        return (lambda z: z.clone()), (lambda z, y: ((z - y) * (z - y)).sum() / z.numel())
    if task == "yes or no":
        return torch.sigmoid, bce_with_logits
    if task == "which one":
        return torch.nn.Softmax(dim=-1), cross_entropy
    raise ValueError("task must be 'how much', 'yes or no' or 'which one'")
