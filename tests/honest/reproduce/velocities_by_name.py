# keeps velocities by name, makes its checkpoint by writing and reading a file in memory
import random, io
import numpy
import torch


def seed_everything(seed: int) -> None:
    for start in (random.seed, numpy.random.seed, torch.random.manual_seed):
        start(int(seed))


def epoch_order(n, seed, epoch):
    g = torch.Generator()
    # a number for the pair, mixed well
    g.manual_seed(hash((seed, epoch)) % 2**63)
    return torch.rand(n, generator=g, dtype=torch.float64).argsort()


class Training:
    def __init__(self, model, X, y, order, lr, momentum, bs):
        self.__dict__.update(model=model, X=X, y=y, order=order, lr=lr, mu=momentum, bs=bs)
        self.v = {name: torch.zeros_like(p) for name, p in model.named_parameters()}
        self.epoch, self.at = 0, 0

    def _rows(self):
        if self.at >= self.X.shape[0]:
            self.epoch, self.at = self.epoch + 1, 0
        rows = self.order(self.epoch)[self.at:self.at + self.bs]
        self.at += self.bs
        return rows

    def train(self, steps):
        out = []
        self.model.train()
        while len(out) < steps:
            rows = self._rows()
            with torch.enable_grad():
                loss = (self.model(self.X[rows]) - self.y[rows]).square().mean()
                names, ps = zip(*self.model.named_parameters())
                gs = torch.autograd.grad(loss, ps)
            with torch.no_grad():
                for name, p, g in zip(names, ps, gs):
                    self.v[name] = self.mu * self.v[name] + g
                    p -= self.lr * self.v[name]
            out.append(loss.item())
        return out

    def checkpoint(self):
        file = io.BytesIO()
        torch.save([self.model.state_dict(), self.v, self.epoch, self.at, torch.random.get_rng_state()], file)
        file.seek(0)
        model, v, epoch, at, rng = torch.load(file, weights_only=True)
        return dict(model=model, v=v, where=(epoch, at), rng=rng)

    def resume(self, checkpoint):
        self.model.load_state_dict(checkpoint["model"])
        self.v = {k: t.clone() for k, t in checkpoint["v"].items()}
        self.epoch, self.at = checkpoint["where"]
        torch.random.set_rng_state(checkpoint["rng"])
