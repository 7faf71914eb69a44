"""Keep all losses, and go through them again after each epoch."""

import copy


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        if patience < 1:
            raise ValueError("patience must be at least 1")
        if min_delta < 0:
            raise ValueError("min_delta must not be negative")
        self.patience = patience
        self.min_delta = min_delta
        self.losses = []
        self.best_weights = None

    def best_epoch(self):
        best = None
        for epoch, loss in enumerate(self.losses):
            if best is None or self.losses[best] - loss > self.min_delta:
                best = epoch
        return best

    def step(self, valid_loss, weights):
        if valid_loss != valid_loss:
            return True
        self.losses.append(valid_loss)
        last = len(self.losses) - 1
        if self.best_epoch() == last:
            self.best_weights = copy.deepcopy(weights)
        return last - self.best_epoch() >= self.patience

    def restore(self, weights):
        if self.best_weights is None:
            return
        for name in weights:
            weights[name][...] = self.best_weights[name]


def diagnose(train_loss, valid_loss, goal, margin):
    fits = train_loss[-1] <= goal
    rise = valid_loss[-1] - sorted(valid_loss)[0]
    return ("over" if rise > margin else "ok") if fits else "under"
