"""Masks instead of row numbers until the very end: true where a row is held out. No row can be on
both sides of a mask, so there is nothing to get wrong at the cut."""

import torch


def random_split(n, valid_pct=0.2, seed=0):
    rng = torch.Generator()
    rng.manual_seed(seed)
    held = torch.arange(n) < int(valid_pct * n)
    return sides(held[torch.randperm(n, generator=rng)])


def group_split(groups, valid_pct=0.2, seed=0):
    names = torch.unique(groups)
    held_names = names[random_split(len(names), valid_pct, seed)[1].to(names.device)]
    return sides((groups[:, None] == held_names).any(dim=1))


def time_split(t, valid_pct=0.2):
    later_or_equal = (t >= t[:, None]).sum(dim=1)  # how many rows are not before this one
    return sides(later_or_equal <= int(valid_pct * len(t)))


def find_leak(train, valid):
    differences = (valid[:, None] != train[None]).sum(dim=-1)
    mask = (differences == 0).sum(dim=1) > 0
    return torch.arange(len(valid), device=valid.device)[mask]


def normalise(train, valid):
    variance, mean = torch.var_mean(train, dim=0, unbiased=False)
    divisor = variance.sqrt().masked_fill(train.amax(dim=0) == train.amin(dim=0), 1)
    return (train - mean).div(divisor), (valid - mean).div(divisor)


def sides(held):
    rows = torch.arange(len(held), device=held.device)
    return rows.masked_select(~held), rows.masked_select(held)
