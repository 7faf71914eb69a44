# each incident is an event of its own, repeat_interleave and bincount, explore first and then trust
import torch


def arrests(incidents, shares, generator):
    district = torch.repeat_interleave(torch.arange(len(incidents)), incidents)
    p = shares.to(torch.float64)[district]
    seen = torch.bernoulli(p, generator=generator).bool()
    return torch.bincount(district[seen], minlength=len(incidents))


def greedy(records, patrolled):
    winners = records.eq(records.max())
    return winners.to(torch.float64) / winners.count_nonzero()


def proportional(records, patrolled):
    weights = records if records.any() else torch.ones_like(records)
    return weights.to(torch.float64) / weights.sum().to(torch.float64)


def simulate(rates, shares, steps, policy, generator):
    history = torch.zeros((steps + 1, len(shares)), dtype=torch.float64)
    history[0] = shares
    log = []
    for t in range(1, steps + 1):
        incidents = torch.poisson(rates, generator=generator).int().long()
        log.append(arrests(incidents, history[t - 1].clone(), generator))
        history[t] = policy(torch.stack(log).sum(0), history[:t].sum(0))
    return history


def fair(records, patrolled):
    k = records.numel()
    uniform = torch.full((k,), 1.0 / k, dtype=torch.float64)
    if bool((patrolled < 2).any()):
        return uniform
    estimates = torch.true_divide(records, patrolled).double()
    if estimates.sum() == 0:
        return uniform
    wanted = estimates / estimates.sum()
    low = wanted < 0.02
    free = 1 - 0.02 * low.sum()
    return torch.where(low, 0.02, free * wanted / wanted[~low].sum())
