# Python's random and sets for the splits, torch for the rest
import random

import torch


def random_split(n, valid_pct=0.2, seed=0):
    rows = list(range(n))
    random.Random(seed).shuffle(rows)
    cut = int(valid_pct * n)
    return (torch.tensor(rows[cut:], dtype=torch.int64), torch.tensor(rows[:cut], dtype=torch.int64))


def group_split(groups, valid_pct=0.2, seed=0):
    names = sorted(set(groups.tolist()))
    chosen = set(random.Random(seed).sample(names, int(valid_pct * len(names))))
    train = [i for i, g in enumerate(groups.tolist()) if g not in chosen]
    valid = [i for i, g in enumerate(groups.tolist()) if g in chosen]
    make = dict(dtype=torch.long, device=groups.device)
    return torch.tensor(train, **make), torch.tensor(valid, **make)


def time_split(t, valid_pct=0.2):
    order = torch.argsort(t)
    k = len(t) - int(valid_pct * len(t))
    while 0 < k < len(t) and t[order[k]] == t[order[k - 1]]:
        k += 1
    return order[:k], order[k:]


def find_leak(train, valid):
    pairs = (valid[:, None] - train[None]).abs().sum(-1) == 0
    return pairs.any(1).nonzero()[:, 0]


def normalise(train, valid):
    mu, sd = train.mean(0), train.var(0, unbiased=False).sqrt()
    sd = sd + (sd == 0).type_as(sd)
    return train.sub(mu).div(sd), valid.sub(mu).div(sd)
