# randperm with a Generator, isin, sort with stable=True, masks
import torch


def _shuffled(n, seed):
    g = torch.Generator()
    g.manual_seed(seed)
    return torch.randperm(n, generator=g)


def random_split(n, valid_pct=0.2, seed=0):
    perm = _shuffled(n, seed)
    n_valid = int(valid_pct * n)
    train, valid = torch.split(perm, [n - n_valid, n_valid])
    return train, valid


def group_split(groups, valid_pct=0.2, seed=0):
    labels, inverse = torch.unique(groups, return_inverse=True)
    held = _shuffled(len(labels), seed)[: int(valid_pct * len(labels))].to(groups.device)
    is_valid = torch.isin(inverse, held)
    return torch.where(~is_valid)[0], torch.where(is_valid)[0]


def time_split(t, valid_pct=0.2):
    n = t.numel()
    rows = torch.arange(n, device=t.device)
    k = int(valid_pct * n)
    if k == 0:
        return rows, rows[:0]
    border = torch.kthvalue(t, n - k).values
    return rows[t <= border], rows[t > border]


def find_leak(train, valid):
    if train.shape[0] == 0:
        return torch.zeros(0, dtype=torch.long, device=valid.device)
    equal = torch.eq(valid.unsqueeze(1), train.unsqueeze(0))
    return torch.nonzero(equal.all(-1).any(-1), as_tuple=True)[0]


def normalise(train, valid):
    mean = torch.mean(train, dim=0, keepdim=True)
    spread = torch.sqrt(torch.mean((train - mean) ** 2, dim=0, keepdim=True))
    spread[:, (train == train[0]).all(dim=0)] = 1
    return (train - mean) / spread, (valid - mean) / spread
