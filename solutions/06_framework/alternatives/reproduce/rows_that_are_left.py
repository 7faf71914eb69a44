"""The state has the rows that the epoch has left; weights without their names."""

import random

import numpy as np
import torch


def seed_everything(seed):
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)


def epoch_order(n, seed, epoch):
    chance = torch.Generator()
    chance.manual_seed(seed)
    for _ in range(epoch):
        torch.randperm(max(n, 2), generator=chance)
    return torch.rand(n, generator=chance, dtype=torch.float64).argsort()


class Training:
    def __init__(self, model, X, y, order, lr, momentum, bs):
        self.model, self.X, self.y, self.order, self.bs = model, X, y, order, bs
        self.rate, self.momentum = lr, momentum
        self.optimizer = self.new_optimizer()
        self.next_epoch = 0
        self.left = torch.zeros(0, dtype=torch.int64)

    def new_optimizer(self):
        return torch.optim.SGD(self.model.parameters(), lr=self.rate, momentum=self.momentum)

    def next_rows(self):
        if not len(self.left):
            self.left = self.order(self.next_epoch)
            self.next_epoch += 1
        rows, self.left = self.left[: self.bs], self.left[self.bs :]
        return rows

    def train(self, steps):
        if not self.model.training:
            self.model.train()
        losses = torch.zeros(steps, dtype=torch.float64)
        for i in range(steps):
            rows = self.next_rows()
            answers = self.model(self.X.index_select(0, rows))
            loss = (answers - self.y.index_select(0, rows)).square().mean()
            self.model.zero_grad()
            loss.backward()
            self.optimizer.step()
            losses[i] = loss.detach()
        return losses.tolist()

    def checkpoint(self):
        moving = [self.optimizer.state[p].get("momentum_buffer") for p in self.model.parameters()]
        return {
            "model": [v.clone() for v in self.model.state_dict().values()],
            "moving": [None if v is None else v.clone() for v in moving],
            "left": self.left,
            "next epoch": self.next_epoch,
            "torch": torch.get_rng_state(),
        }

    def resume(self, checkpoint):
        names = self.model.state_dict().keys()
        self.model.load_state_dict(dict(zip(names, checkpoint["model"], strict=True)))
        self.optimizer = self.new_optimizer()
        for p, v in zip(self.model.parameters(), checkpoint["moving"], strict=True):
            if v is not None:
                self.optimizer.state[p]["momentum_buffer"] = v.clone()
        self.left = checkpoint["left"]
        self.next_epoch = checkpoint["next epoch"]
        torch.set_rng_state(checkpoint["torch"])
