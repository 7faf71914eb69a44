# compares its own SGD with torch's in an assert, and keeps the current order in the checkpoint
import copy
import random as rnd

import numpy as np
import torch
import torch.nn.functional as F


def seed_everything(seed: int) -> None:
    rnd.seed(seed)
    np.random.seed(seed)
    _ = torch.manual_seed(seed)


def epoch_order(n: int, seed: int, epoch: int) -> torch.Tensor:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed((seed + 7919 * epoch) % 2**32)
        return torch.randperm(n)


class Training:
    def __init__(self, model, X, y, order, lr, momentum, bs):
        self.net, self.X, self.y, self.order, self.bs = model, X, y, order, bs
        self.opt = torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum, nesterov=False)
        self.epoch, self.queue = -1, []

    def _next(self):
        if not self.queue:
            self.epoch += 1
            rows = self.order(self.epoch).tolist()
            self.queue = [rows[i : i + self.bs] for i in range(0, len(rows), self.bs)]
        return self.queue.pop(0)

    def train(self, steps):
        self.net.train()
        out = []
        for _ in range(steps):
            i = self._next()
            self.opt.zero_grad()
            loss = F.mse_loss(self.net(self.X[i]), self.y[i])
            loss.backward()
            first = next(self.net.parameters())
            group = self.opt.param_groups[0]
            old = self.opt.state[first].get("momentum_buffer")
            v = first.grad if old is None else group["momentum"] * old + first.grad
            expected = first.detach() - group["lr"] * v
            self.opt.step()
            assert torch.allclose(first.detach(), expected, rtol=1e-4, atol=1e-5)
            out += [float(loss.detach())]
        return out

    def checkpoint(self):
        return {
            "net": copy.deepcopy(self.net.state_dict()),
            "opt": copy.deepcopy(self.opt.state_dict()),
            "rng": torch.get_rng_state(),
            "epoch": self.epoch,
            "queue": [list(batch) for batch in self.queue],
        }

    def resume(self, checkpoint):
        c = copy.deepcopy(checkpoint)
        self.net.load_state_dict(c["net"], strict=True)
        self.opt.load_state_dict(c["opt"])
        self.epoch, self.queue = c["epoch"], c["queue"]
        torch.set_rng_state(c["rng"])
