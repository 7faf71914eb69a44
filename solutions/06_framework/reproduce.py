"""Reference solution of reproduce."""

import copy
import random

import numpy as np
import torch


def seed_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def epoch_order(n, seed, epoch):
    generator = torch.Generator().manual_seed(seed + epoch)
    return torch.randperm(n, generator=generator)


class Training:
    def __init__(self, model, X, y, order, lr, momentum, bs):
        self.model = model
        self.X, self.y = X, y
        self.order = order
        self.bs = bs
        self.optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)
        self.step = 0

    def train(self, steps):
        self.model.train()
        return [self.take_step() for _ in range(steps)]

    def take_step(self):
        batches_in_epoch = -(-len(self.X) // self.bs)
        epoch, place = divmod(self.step, batches_in_epoch)
        rows = self.order(epoch)[place * self.bs : (place + 1) * self.bs]
        loss = torch.nn.functional.mse_loss(self.model(self.X[rows]), self.y[rows])
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.step += 1
        return loss.item()

    def checkpoint(self):
        return copy.deepcopy(
            {
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "generator": torch.get_rng_state(),
                "step": self.step,
            }
        )

    def resume(self, checkpoint):
        # A copy, because the optimizer goes on working in the tensors that it is given.
        saved = copy.deepcopy(checkpoint)
        self.model.load_state_dict(saved["model"])
        self.optimizer.load_state_dict(saved["optimizer"])
        torch.set_rng_state(saved["generator"])
        self.step = saved["step"]
