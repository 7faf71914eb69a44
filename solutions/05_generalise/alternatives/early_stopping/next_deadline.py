"""Number the epochs, and know by which of them an improvement has to come."""


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        if patience < 1 or min_delta < 0:
            raise ValueError("out of range")
        self.patience, self.min_delta = patience, min_delta
        self.epoch, self.deadline = 0, patience
        self.target = float("inf")
        self.copies = []

    def step(self, valid_loss, weights):
        self.epoch += 1
        if valid_loss < self.target:
            self.target = valid_loss - self.min_delta
            self.deadline = self.epoch + self.patience
            self.copies = [(name, tensor.clone()) for name, tensor in weights.items()]
            return False
        return valid_loss != valid_loss or self.epoch >= self.deadline

    def restore(self, weights):
        for name, copy in self.copies:
            weights[name].zero_().add_(copy) if copy.dtype.is_floating_point else weights[
                name
            ].copy_(copy)


def diagnose(train_loss, valid_loss, goal, margin):
    allowed = {"under": goal, "over": min(valid_loss) + margin}
    found = {"under": train_loss[-1], "over": valid_loss[-1]}
    return next((word for word in allowed if found[word] > allowed[word]), "ok")
