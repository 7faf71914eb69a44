# writes everything as lists of Python's numbers, with the names of the weights
import random

import numpy
import torch


def seed_everything(seed):
    random.seed(seed)
    numpy.random.seed(seed)
    torch.default_generator.manual_seed(seed)


def epoch_order(n, seed, epoch):
    chance = numpy.random.Generator(numpy.random.PCG64(numpy.random.SeedSequence((epoch, seed))))
    rows = numpy.arange(n)
    chance.shuffle(rows)
    return torch.as_tensor(rows, dtype=torch.long)


class Training:
    def __init__(self, model, X, y, order, lr, momentum, bs):
        self.__dict__.update(model=model, X=X, y=y, order=order, lr=lr, momentum=momentum, bs=bs)
        self.v = {name: torch.zeros_like(p) for name, p in model.named_parameters()}
        self.steps = 0

    def rows(self):
        at, epoch = self.steps, 0
        while True:
            for batch in self.order(epoch).split(self.bs):
                if at == 0:
                    return batch
                at -= 1
            epoch += 1

    def train(self, steps):
        losses = []
        self.model.train()
        for _ in range(steps):
            rows = self.rows()
            for p in self.model.parameters():
                p.grad = None
            loss = torch.nn.functional.mse_loss(self.model(self.X[rows]), self.y[rows])
            loss.backward()
            for name, p in self.model.named_parameters():
                self.v[name] = self.momentum * self.v[name] + p.grad
                p.data -= self.lr * self.v[name]
            losses.append(loss.item())
            self.steps += 1
        return losses

    def checkpoint(self):
        return {
            "model": {k: (v.tolist(), str(v.dtype)) for k, v in self.model.state_dict().items()},
            "v": {k: v.tolist() for k, v in self.v.items()},
            "steps": self.steps,
            "chance": torch.get_rng_state().tolist(),
        }

    def resume(self, checkpoint):
        for name, tensor in self.model.state_dict().items():
            numbers, _ = checkpoint["model"][name]
            tensor.copy_(torch.tensor(numbers, dtype=tensor.dtype))
        for name, p in self.model.named_parameters():
            self.v[name] = torch.tensor(checkpoint["v"][name], dtype=p.dtype)
        self.steps = checkpoint["steps"]
        torch.set_rng_state(torch.tensor(checkpoint["chance"], dtype=torch.uint8))
