"""Count the patience down, and fill it up again with each improvement."""

import torch


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        if not (patience >= 1 and min_delta >= 0):
            raise ValueError(patience, min_delta)
        self.full = self.left = patience
        self.min_delta = min_delta
        self.best = None

    def step(self, valid_loss, weights):
        loss = torch.tensor(valid_loss, dtype=torch.float64)
        if loss.isnan():
            return True
        if self.best is None or bool(loss < self.best[0] - self.min_delta):
            names = list(weights)
            self.best = loss, names, [weights[name].detach().clone() for name in names]
            self.left = self.full
            return False
        self.left -= 1
        return self.left == 0

    def restore(self, weights):
        if self.best is not None:
            _, names, tensors = self.best
            for name, tensor in zip(names, tensors, strict=True):
                weights[name].data.copy_(tensor)


def diagnose(train_loss, valid_loss, goal, margin):
    train = torch.tensor(train_loss, dtype=torch.float64)
    valid = torch.tensor(valid_loss, dtype=torch.float64)
    if float(train[-1]) > goal:
        return "under"
    return "over" if float(valid[-1] - valid.min()) > margin else "ok"
