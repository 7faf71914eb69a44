# uniform numbers in one block, Python sums, a fix with a prior and a floor, prints
import torch


def arrests(incidents, shares, generator):
    most = int(incidents.max()) if len(incidents) else 0
    u = torch.rand(len(incidents), most, generator=generator, dtype=torch.float64)
    happened = torch.arange(most)[None, :] < incidents[:, None]
    return ((u < shares[:, None]) & happened).sum(dim=1)


def greedy(records, patrolled):
    top = records.max().item()
    hit = [1.0 if r == top else 0.0 for r in records.tolist()]
    return torch.tensor([h / sum(hit) for h in hit], dtype=torch.float64)


def proportional(records, patrolled):
    if int(records.sum()) == 0:
        return torch.full((len(records),), 1.0 / len(records), dtype=torch.float64)
    return torch.div(records.double(), float(records.sum()))


def simulate(rates, shares, steps, policy, generator):
    records, patrolled = [0] * len(rates), [0.0] * len(rates)
    current, history = shares.clone(), [shares.tolist()]
    for day in range(steps):
        happened = torch.poisson(rates.double(), generator=generator)
        new = arrests(happened.long(), current, generator).tolist()
        records = [r + n for r, n in zip(records, new)]
        patrolled = [p + s for p, s in zip(patrolled, current.tolist())]
        current = policy(
            torch.tensor(records, dtype=torch.int64), torch.tensor(patrolled, dtype=torch.float64)
        )
        history.append(current.tolist())
        if day % 100 == 99:
            print("day", day + 1)
    return torch.tensor(history, dtype=torch.float64)


def fair(records, patrolled):
    k = len(records)
    rate = (records.double() + 0.5) / (patrolled + 0.05)
    rate = rate.minimum(torch.tensor(200.0, dtype=torch.float64))
    shares = rate / rate.sum()
    return 0.95 * shares + 0.05 / k
