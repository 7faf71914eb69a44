# numpy throughout, with a numpy generator that starts from torch's, a class that keeps the town
import numpy as np
import torch


def _numpy_generator(generator):
    return np.random.default_rng(torch.randint(0, 2**60, (), generator=generator).item())


def arrests(incidents, shares, generator):
    rng = _numpy_generator(generator)
    found = [rng.binomial(n, p) for n, p in zip(incidents.tolist(), shares.tolist())]
    return torch.tensor(found, dtype=torch.int64)


def greedy(records, patrolled):
    r = records.numpy()
    best = np.flatnonzero(r == r.max())
    out = np.zeros(len(r))
    out[best] = 1 / best.size
    return torch.from_numpy(out)


def proportional(records, patrolled):
    r = records.numpy().astype(float)
    return torch.from_numpy(r / r.sum() if r.sum() else np.full(r.size, 1 / r.size))


class Town:
    def __init__(self, rates, generator):
        self.rates, self.generator = rates, generator
        self.records = np.zeros(len(rates), dtype=np.int64)
        self.patrolled = np.zeros(len(rates))

    def day(self, shares):
        rng = _numpy_generator(self.generator)
        incidents = torch.from_numpy(rng.poisson(self.rates.numpy()).astype(np.int64))
        self.records = self.records + arrests(incidents, shares, self.generator).numpy()
        self.patrolled = self.patrolled + shares.numpy()
        return torch.from_numpy(self.records.copy()), torch.from_numpy(self.patrolled.copy())


def simulate(rates, shares, steps, policy, generator):
    town, history = Town(rates, generator), [shares.clone()]
    for _ in range(steps):
        history.append(policy(*town.day(history[-1])))
    return torch.vstack(history)


def fair(records, patrolled):
    r, p = records.numpy().astype(float), patrolled.numpy()
    seen = p > 0
    rate = np.divide(r, p, out=np.zeros_like(r), where=seen)
    rate[~seen] = rate[seen].mean() if seen.any() else 1.0
    rate = np.maximum(rate, 0.05 * rate.max()) if rate.max() > 0 else np.ones_like(rate)
    return torch.from_numpy(rate / rate.sum())
