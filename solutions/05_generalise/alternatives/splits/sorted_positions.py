"""Everything by sorting: random keys for rows, times themselves for time. A split is then always
the tail of an order, and equal rows are found by the number that sorting gives them."""

import torch


def random_split(n, valid_pct=0.2, seed=0):
    keys = torch.rand(n, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    return tail(keys.argsort(), valid_pct)


def group_split(groups, valid_pct=0.2, seed=0):
    names, number = groups.unique(return_inverse=True)
    _, held = random_split(len(names), valid_pct, seed)
    is_held = torch.zeros(len(names), dtype=torch.bool, device=groups.device)
    is_held[held.to(groups.device)] = True
    rows = torch.arange(len(groups), device=groups.device)
    return rows[~is_held[number]], rows[is_held[number]]


def time_split(t, valid_pct=0.2):
    order = t.argsort()
    cut = len(t) - int(valid_pct * len(t))
    while 0 < cut < len(t) and t[order[cut]] == t[order[cut - 1]]:
        cut += 1  # the cut would tear a moment apart: move it on
    return order[:cut], order[cut:]


def find_leak(train, valid):
    # Rows that are equal get the same number when all rows are listed once. NaN has no place in an
    # order, and a row with NaN equals no row.
    orderly = (valid == valid).all(dim=1).nonzero()[:, 0]
    number = torch.cat([train, valid[orderly]]).unique(dim=0, return_inverse=True)[1]
    in_training, in_validation = number[: len(train)], number[len(train) :]
    return orderly[torch.isin(in_validation, in_training)]


def normalise(train, valid):
    centre = train.mean(dim=0, keepdim=True)
    spread = (train - centre).square().mean(dim=0, keepdim=True).sqrt()
    ordered = train.sort(dim=0).values
    spread[:, ordered[0] == ordered[-1]] = 1
    return tuple((part - centre) / spread for part in (train, valid))


def tail(order, share):
    cut = len(order) - int(share * len(order))
    return order[:cut], order[cut:]
