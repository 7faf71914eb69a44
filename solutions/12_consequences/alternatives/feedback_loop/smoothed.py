"""numpy draws from a seed of the generator, estimates with a prior."""

import numpy as np
import torch


def arrests(incidents, shares, generator):
    seed = int(torch.randint(2**62, (), generator=generator))
    drawn = np.random.default_rng(seed).binomial(incidents.numpy(), shares.numpy())
    return torch.as_tensor(np.asarray(drawn, dtype=np.int64))


def greedy(records, patrolled):
    return (records >= records.amax()).to(torch.float64).div_((records == records.amax()).sum())


def proportional(records, patrolled):
    n = records.sum().clamp(min=1)
    return torch.where(records.sum() > 0, records.double() / n, 1.0 / records.numel())


def simulate(rates, shares, steps, policy, generator):
    rows = [torch.as_tensor(shares, dtype=torch.float64).clone()]
    records, patrolled = torch.zeros_like(rates, dtype=torch.int64), torch.zeros_like(rates)
    while len(rows) <= steps:
        day = torch.poisson(rates, generator=generator)
        records = torch.add(records, arrests(day.long(), rows[-1], generator))
        patrolled = torch.add(patrolled, rows[-1])
        rows.append(policy(records, patrolled).double())
    return torch.stack(rows, dim=0)


def fair(records, patrolled):
    # As if each district had been patrolled for a fifth of a day at the rate of the whole town.
    town = (records.sum() + 1) / (patrolled.sum() + 1)
    estimate = (records + 0.2 * town) / (patrolled + 0.2)
    uniform = torch.full_like(patrolled, 1 / len(patrolled))
    return 0.94 * estimate / estimate.sum() + 0.06 * uniform
