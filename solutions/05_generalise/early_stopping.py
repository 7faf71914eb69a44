"""Reference: the best loss, a count of epochs since then, and a copy of the weights.

Prechelt (1998), "Early stopping - but when?", compares such rules. Two questions in a fixed order
make the diagnosis.
"""

import math

import torch


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        if patience < 1 or min_delta < 0:
            raise ValueError("patience is at least 1, min_delta at least 0")
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited = math.inf, 0
        self.kept: dict[str, torch.Tensor] = {}

    def step(self, valid_loss: float, weights: dict[str, torch.Tensor]) -> bool:
        if math.isnan(valid_loss):
            return True
        if valid_loss < self.best - self.min_delta:
            self.best, self.waited = valid_loss, 0
            self.kept = {name: tensor.clone() for name, tensor in weights.items()}
        else:
            self.waited += 1
        return self.waited >= self.patience

    def restore(self, weights: dict[str, torch.Tensor]) -> None:
        for name, tensor in self.kept.items():
            weights[name].copy_(tensor)


def diagnose(train_loss: list[float], valid_loss: list[float], goal: float, margin: float) -> str:
    if train_loss[-1] > goal:
        return "under"
    if valid_loss[-1] > min(valid_loss) + margin:
        return "over"
    return "ok"
