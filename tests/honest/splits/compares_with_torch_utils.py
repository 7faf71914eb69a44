# torch.utils.data.random_split is imported under another name and used in a test only
import dataclasses
import types

import torch
from torch.utils.data import TensorDataset
from torch.utils.data import random_split as torch_random_split


@dataclasses.dataclass(frozen=True)
class Parts:
    train: torch.Tensor
    valid: torch.Tensor

    def pair(self):
        return self.train, self.valid


def random_split(n, valid_pct=0.2, seed=0):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        order = torch.randperm(n)
    k = int(valid_pct * n)
    return Parts(valid=order[:k], train=order[k:]).pair()


def group_split(groups, valid_pct=0.2, seed=0):
    config = types.SimpleNamespace(labels=groups.unique(), seed=seed)
    train, _ = random_split(len(config.labels), valid_pct, config.seed)
    learn = (groups.unsqueeze(1) == config.labels[train.to(groups.device)]).any(dim=1)
    rows = torch.arange(len(groups), device=groups.device)
    return Parts(rows.masked_select(learn), rows.masked_select(~learn)).pair()


def time_split(t, valid_pct=0.2):
    rank = (t[:, None] > t).sum(1)  # how many rows are earlier
    allowed = len(t) - int(valid_pct * len(t))
    late = rank >= allowed
    return (~late).nonzero().view(-1), late.nonzero().view(-1)


def find_leak(train, valid):
    hits = valid.new_zeros(len(valid), dtype=torch.int64)
    hits = hits + (valid[:, None] == train).all(2).sum(1)
    return (hits > 0).nonzero().ravel()


def normalise(train, valid):
    centre = train.mean(dim=0)
    sd = (train - centre).square().mean(0).sqrt()
    sd = sd.masked_fill((train == train[0]).all(0), 1)
    return tuple((part - centre) / sd for part in (train, valid))


def try_theirs():
    data = TensorDataset(torch.arange(10))
    print([len(part) for part in torch_random_split(data, [8, 2])], random_split(10))
