# the best weights in a buffer of bytes, by torch.save and torch.load
import io

import torch


class EarlyStopping:
    """Keeps the checkpoint in memory as a file would be."""

    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        if not patience >= 1:
            raise ValueError("patience")
        if not min_delta >= 0:
            raise ValueError("min_delta")
        self.patience, self.min_delta = patience, min_delta
        self.best, self.counter = float("inf"), 0
        self.buffer = None

    def step(self, valid_loss: float, weights: dict[str, torch.Tensor]) -> bool:
        if valid_loss != valid_loss:
            return True
        if self.best - valid_loss <= self.min_delta:
            self.counter += 1
        else:
            self.best, self.counter = valid_loss, 0
            self.buffer = io.BytesIO()
            torch.save(dict(weights), self.buffer)
        if self.counter >= self.patience:
            return True
        return False

    def restore(self, weights: dict[str, torch.Tensor]) -> None:
        if self.buffer is None:
            return
        self.buffer.seek(0)
        best = torch.load(self.buffer)
        for name in best:
            weights[name].copy_(best[name])


def diagnose(train_loss: list[float], valid_loss: list[float], goal: float, margin: float) -> str:
    if train_loss[-1] > goal:
        return "under"
    best_valid = float("inf")
    for v in valid_loss:
        if v < best_valid:
            best_valid = v
    if valid_loss[-1] > best_valid + margin:
        return "over"
    return "ok"
