"""Reference: both losses straight from the logits, both gradients prediction minus truth."""

from collections.abc import Callable

import torch

Activation = Callable[[torch.Tensor], torch.Tensor]
Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def bce_with_logits(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """-log sigmoid(z) = log(1 + e^-z) and -log(1 - sigmoid(z)) = log(1 + e^z): together that is
    max(z, 0) - z y + log(1 + e^-|z|), in which no exponential is above 1."""
    return (z.clamp(min=0) - z * y + torch.log1p(torch.exp(-z.abs()))).mean()


def cross_entropy(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """-log softmax(z)_y = log(sum of e^z) - z_y, after a shift that makes the largest z zero."""
    z = z - z.amax(1, keepdim=True)
    right = z.gather(1, y.unsqueeze(1)).squeeze(1)
    return (z.exp().sum(1).log() - right).mean()


def d_bce_with_logits(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The slope of log(1 + e^z) is sigmoid(z), that of z y is y; the mean divides by N K."""
    return (torch.sigmoid(z) - y) / z.numel()


def d_cross_entropy(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The slope of log(sum of e^z) is softmax(z), that of z_y is 1 at y; the mean divides by N."""
    truth = torch.zeros_like(z).scatter(1, y.unsqueeze(1), 1.0)
    return (torch.softmax(z, 1) - truth) / len(z)


def mse(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return ((z - y) ** 2).mean()


def identity(z: torch.Tensor) -> torch.Tensor:
    return z


def softmax_of_rows(z: torch.Tensor) -> torch.Tensor:
    return torch.softmax(z, -1)


def head_for(task: str) -> tuple[Activation, Loss]:
    match task:
        case "how much":
            return identity, mse
        case "yes or no":
            return torch.sigmoid, bce_with_logits
        case "which one":
            return softmax_of_rows, cross_entropy
    raise ValueError(f"no head for the task {task!r}")
