# draws what is seen in one step, and hands the sums over without a copy
import torch


def arrests(incidents, shares, generator):
    return torch.binomial(incidents.double(), shares, generator=generator).long()


def greedy(records, patrolled):
    best = (records == records.max()).double()
    return best / best.sum()


def proportional(records, patrolled):
    total = records.sum()
    if total == 0:
        return torch.full(records.shape, 1 / len(records), dtype=torch.float64)
    return records.double() / total


def simulate(rates, shares, steps, policy, generator):
    history = [shares]
    records = torch.zeros(len(rates), dtype=torch.int64)
    patrolled = torch.zeros(len(rates), dtype=torch.float64)
    for _ in range(steps):
        # of a Poisson number the part that is seen is Poisson again
        records = records + torch.poisson(rates * history[-1], generator=generator).long()
        patrolled = patrolled + history[-1]
        history.append(policy(records, patrolled))
    return torch.stack(history)


def fair(records, patrolled):
    K = len(records)
    rate = (records + 1) / (patrolled + 0.05)
    share = rate / rate.sum()
    return 0.02 + (1 - 0.02 * K) * share
