"""Reference: one shuffle for all that is random; for groups it shuffles groups, and for time a
border takes its place. Mean and standard deviation are those of the training rows."""

import torch

Split = tuple[torch.Tensor, torch.Tensor]


def random_split(n: int, valid_pct: float = 0.2, seed: int = 0) -> Split:
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    cut = int(valid_pct * n)
    return order[cut:], order[:cut]


def group_split(groups: torch.Tensor, valid_pct: float = 0.2, seed: int = 0) -> Split:
    names = groups.unique()
    _, chosen = random_split(len(names), valid_pct, seed)
    return by_mask(torch.isin(groups, names[chosen.to(groups.device)]))


def time_split(t: torch.Tensor, valid_pct: float = 0.2) -> Split:
    if len(t) == 0:
        return by_mask(t > 0)
    latest_in_training = t.sort().values[len(t) - int(valid_pct * len(t)) - 1]
    return by_mask(t > latest_in_training)


def find_leak(train: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
    same = (valid[:, None, :] == train).all(dim=2)  # (M, N)
    return same.any(dim=1).nonzero().flatten()


def normalise(train: torch.Tensor, valid: torch.Tensor) -> Split:
    mean, std = train.mean(dim=0), train.std(dim=0, correction=0)
    # The mean of equal numbers may be off by a rounding error, and their deviation be that error.
    std = torch.where((train == train[0]).all(dim=0), 1, std)
    return (train - mean) / std, (valid - mean) / std


def by_mask(held_out: torch.Tensor) -> Split:
    return (~held_out).nonzero().flatten(), held_out.nonzero().flatten()
