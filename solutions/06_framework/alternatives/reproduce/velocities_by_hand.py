"""No optimizer: velocities of its own, and counters for the epoch and the batch."""

import random

import numpy
import torch


def seed_everything(seed):
    for start in (random.seed, numpy.random.seed, torch.manual_seed):
        start(seed)


def epoch_order(n, seed, epoch):
    return torch.from_numpy(numpy.random.default_rng([seed, epoch]).permutation(n)).long()


class Training:
    def __init__(self, model, X, y, order, lr, momentum, bs):
        self.model, self.X, self.y, self.order = model, X, y, order
        self.lr, self.momentum, self.bs = lr, momentum, bs
        self.velocities = [torch.zeros_like(p) for p in model.parameters()]
        self.epoch, self.done = 0, 0

    def train(self, steps):
        self.model.train()
        losses = []
        while len(losses) < steps:
            rows = self.order(self.epoch)[self.done : self.done + self.bs]
            error = self.model(self.X[rows]) - self.y[rows]
            loss = (error * error).mean()
            parameters = list(self.model.parameters())
            gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
            with torch.no_grad():
                for p, v, g in zip(parameters, self.velocities, gradients, strict=True):
                    if g is not None:
                        v.mul_(self.momentum).add_(g)
                        p.sub_(self.lr * v)
            losses.append(float(loss))
            self.done += self.bs
            if self.done >= len(self.X):
                self.epoch, self.done = self.epoch + 1, 0
        return losses

    def checkpoint(self):
        return {
            "weights": {name: v.clone() for name, v in self.model.state_dict().items()},
            "velocities": [v.clone() for v in self.velocities],
            "place": (self.epoch, self.done),
            "chance": torch.get_rng_state(),
        }

    def resume(self, checkpoint):
        with torch.no_grad():
            for name, value in self.model.state_dict().items():
                value.copy_(checkpoint["weights"][name])
        self.velocities = [v.clone() for v in checkpoint["velocities"]]
        self.epoch, self.done = checkpoint["place"]
        torch.set_rng_state(checkpoint["chance"])
