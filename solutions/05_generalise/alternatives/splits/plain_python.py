"""Python's own set and a seeded `random.Random` choose what is held out: choosing a few names
needs no tensors. What concerns all rows stays in torch."""

import random

import torch


def random_split(n, valid_pct=0.2, seed=0):
    held = set(random.Random(seed).sample(range(n), int(n * valid_pct)))
    return split_by([row in held for row in range(n)])


def group_split(groups, valid_pct=0.2, seed=0):
    names = groups.unique()
    held = torch.zeros_like(groups, dtype=torch.bool)
    for k in random.Random(seed).sample(range(len(names)), int(len(names) * valid_pct)):
        held |= groups == names[k]
    return torch.where(~held)[0], torch.where(held)[0]


def time_split(t, valid_pct=0.2):
    wanted = int(len(t) * valid_pct)
    # The earliest border beyond which no more rows lie than wanted.
    borders = (time for time in t.sort().values if (t > time).sum() <= wanted)
    held = t > next(borders, 0)
    return torch.where(~held)[0], torch.where(held)[0]


def find_leak(train, valid):
    equal = torch.eq(train.unsqueeze(0), valid.unsqueeze(1))  # (M, N, D)
    return torch.where(equal.all(-1).any(-1))[0]


def normalise(train, valid):
    mean = train.sum(0) / len(train)
    variance = ((train - mean) ** 2).sum(0) / len(train)
    scale = (
        torch.where(train.max(0)[0] > train.min(0)[0], variance, torch.ones_like(variance)) ** -0.5
    )
    return (train - mean) * scale, (valid - mean) * scale


def split_by(held):
    parts = [[row for row, out in enumerate(held) if out is side] for side in (False, True)]
    return tuple(torch.tensor(part, dtype=torch.int64) for part in parts)
