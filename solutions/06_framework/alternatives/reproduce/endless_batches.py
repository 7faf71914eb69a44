"""A generator function that never ends, started again and wound forward to where the run was."""

import itertools
import random

import numpy as np
import torch


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.random.default_generator.manual_seed(seed)


def epoch_order(n, seed, epoch):
    rows = list(range(n))
    random.Random(f"epoch {epoch} of the run {seed}").shuffle(rows)
    return torch.tensor(rows, dtype=torch.int64)


class Training:
    def __init__(self, model, X, y, order, lr, momentum, bs):
        self.model = model
        self.data = X, y
        self.order = order
        self.bs = bs
        self.sgd = torch.optim.SGD(model.parameters(), lr, momentum, foreach=False)
        self.taken = 0
        self.batches = self.endless()

    def endless(self):
        for epoch in itertools.count():
            yield from self.order(epoch).split(self.bs)

    def train(self, steps):
        self.model.train()
        losses = []
        for rows in itertools.islice(self.batches, steps):
            self.sgd.zero_grad(set_to_none=False)
            X, y = self.data
            loss = torch.nn.MSELoss()(self.model(X[rows]), y[rows])
            loss.backward()
            self.sgd.step()
            losses.append(loss.item())
        self.taken += steps
        return losses

    def parts(self):
        return {"model": self.model, "sgd": self.sgd}

    def checkpoint(self):
        saved = {name: copied(part.state_dict()) for name, part in self.parts().items()}
        return saved | {"taken": self.taken, "chance": torch.get_rng_state()}

    def resume(self, checkpoint):
        for name, part in self.parts().items():
            part.load_state_dict(copied(checkpoint[name]))
        self.taken = checkpoint["taken"]
        self.batches = self.endless()
        for _ in range(self.taken):
            next(self.batches)
        torch.set_rng_state(checkpoint["chance"])


def copied(value):
    """A copy of plain data and the tensors in it."""
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value
