# prints its progress, checks its arguments, and goes through bytes to copy a checkpoint
import io
import math
import random

import numpy as np
import torch
from torch import nn, optim


def seed_everything(seed):
    assert 0 <= seed < 2**32, "seed out of range"
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    print("seeded with", seed)


def epoch_order(n, seed, epoch):
    g = torch.Generator(device="cpu")
    g.manual_seed(1_000_003 * epoch + seed)
    return torch.randperm(n, generator=g)


class Training:
    def __init__(self, model, X, y, order, lr, momentum, bs):
        assert len(X) == len(y)
        self.model = model
        self.X = X
        self.y = y
        self.order = order
        self.batch_size = bs
        self.criterion = nn.MSELoss(reduction="mean")
        self.optimizer = optim.SGD(self.model.parameters(), lr=lr, momentum=momentum)
        self.epoch = 0
        self.batch = 0
        self.optimizer.zero_grad()

    @property
    def batches(self):
        return math.ceil(len(self.X) / self.batch_size)

    def train(self, steps):
        losses = []
        self.model.train(True)
        for _step in range(steps):
            idx = self.order(self.epoch)
            assert len(idx) == len(self.X)
            lo = self.batch * self.batch_size
            hi = min(lo + self.batch_size, len(idx))
            xb, yb = self.X[idx[lo:hi]], self.y[idx[lo:hi]]
            loss = self.criterion(self.model(xb), yb)
            loss.backward()
            self.optimizer.step()
            self.optimizer.zero_grad(set_to_none=True)
            losses.append(loss.detach().cpu().item())
            print(f"epoch {self.epoch} batch {self.batch} loss {losses[-1]:.4f}")
            self.batch += 1
            if self.batch == self.batches:
                self.batch = 0
                self.epoch += 1
        return losses

    def checkpoint(self):
        buffer = io.BytesIO()
        torch.save(
            {
                "epoch": self.epoch,
                "batch": self.batch,
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "rng": torch.random.get_rng_state(),
            },
            buffer,
        )
        buffer.seek(0)
        return torch.load(buffer, weights_only=True)

    def resume(self, checkpoint):
        buffer = io.BytesIO()
        torch.save(checkpoint, buffer)
        buffer.seek(0)
        state = torch.load(buffer)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.epoch, self.batch = state["epoch"], state["batch"]
        torch.random.set_rng_state(state["rng"])
