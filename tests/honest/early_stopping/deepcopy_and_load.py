# copy.deepcopy for the weights, a list of losses, numpy for the NaN
import copy
import numpy as np
import torch


class EarlyStopping:
    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        if patience < 1:
            raise ValueError(f"patience must be >= 1, got {patience}")
        if min_delta < 0:
            raise ValueError(f"min_delta must be >= 0, got {min_delta}")
        self.patience = patience
        self.min_delta = min_delta
        self.best_loss = None
        self.best_weights = None
        self.bad_epochs = 0
        self.history = []

    def step(self, valid_loss, weights):
        self.history.append(valid_loss)
        if np.isnan(valid_loss):
            print("NaN, stop", len(self.history))
            return True
        if self.best_loss is None or valid_loss < self.best_loss - self.min_delta:
            self.best_loss = valid_loss
            self.best_weights = copy.deepcopy(weights)
            self.bad_epochs = 0
            return False
        self.bad_epochs += 1
        return self.bad_epochs >= self.patience

    def restore(self, weights):
        if self.best_weights is not None:
            with torch.no_grad():
                for k, v in self.best_weights.items():
                    weights[k].copy_(v)


def diagnose(train_loss, valid_loss, goal, margin):
    if train_loss[-1] > goal:
        return "under"
    elif valid_loss[-1] - np.min(valid_loss) > margin:
        return "over"
    else:
        return "ok"
