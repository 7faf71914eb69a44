"""Each incident meets a random number; plain lists; a floor by clamping."""

import torch


def arrests(incidents, shares, generator):
    seen = []
    for n, share in zip(incidents.tolist(), shares.tolist(), strict=True):
        u = torch.rand(n, generator=generator, dtype=torch.float64)
        seen.append(int((u < share).sum()))
    return torch.tensor(seen, dtype=torch.int64)


def greedy(records, patrolled):
    top = max(records.tolist())
    winners = [k for k, n in enumerate(records.tolist()) if n == top]
    shares = torch.zeros(len(records), dtype=torch.float64, device=records.device)
    shares[winners] = 1 / len(winners)
    return shares


def proportional(records, patrolled):
    counts = records.to(torch.float64)
    if not counts.any():
        counts = counts + 1
    return counts / counts.sum()


def simulate(rates, shares, steps, policy, generator):
    k = rates.numel()
    history = torch.empty(steps + 1, k, dtype=torch.float64)
    history[0] = shares
    seen = torch.zeros(steps, k, dtype=torch.int64)
    for day in range(steps):
        happened = torch.poisson(rates, generator=generator).to(torch.int64)
        seen[day] = arrests(happened, history[day], generator)
        history[day + 1] = policy(seen[: day + 1].sum(0), history[: day + 1].sum(0))
    return history


def fair(records, patrolled):
    k = len(records)
    if patrolled.min() <= 0 or records.sum() == 0:
        return torch.full((k,), 1 / k, dtype=torch.float64, device=records.device)
    estimate = records.double() / patrolled
    shares = estimate / estimate.sum()
    shares = shares.clamp(min=0.015)
    return shares / shares.sum()
