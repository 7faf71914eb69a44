"""Reference: compare, count with `bincount`, divide by what is at least one."""

import torch


def accuracy(z: torch.Tensor, y: torch.Tensor) -> float:
    return (z.argmax(dim=1) == y).double().mean().item()


def error_rate(z: torch.Tensor, y: torch.Tensor) -> float:
    return 1 - accuracy(z, y)


def decide(z: torch.Tensor, threshold: float = 0.5) -> torch.Tensor:
    return (torch.sigmoid(z.double()) > threshold).long()


def confusion(pred: torch.Tensor, y: torch.Tensor, C: int) -> torch.Tensor:
    return torch.bincount(C * y + pred, minlength=C * C).reshape(C, C)


def precision_recall(counts: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    hits = counts.diagonal().double()
    return hits / counts.sum(dim=0).clamp(min=1), hits / counts.sum(dim=1).clamp(min=1)


def epoch_mean(values: list[float], sizes: list[int]) -> float:
    return sum(value * size for value, size in zip(values, sizes, strict=True)) / sum(sizes)
