# numpy's default_rng for the shuffles, np.unique for the groups
import numpy as np
import torch


def random_split(n, valid_pct=0.2, seed=0):
    perm = np.random.default_rng(seed).permutation(n)
    k = int(valid_pct * n)
    return torch.from_numpy(perm[k:].astype(np.int64)), torch.as_tensor(perm[:k], dtype=torch.int64)


def group_split(groups, valid_pct=0.2, seed=0):
    labels = np.unique(groups.cpu().numpy())
    _, chosen = random_split(len(labels), valid_pct, seed)
    held = torch.from_numpy(labels[chosen.numpy()]).to(groups.device)
    mask = (groups[:, None] == held).any(1)
    return mask.logical_not().nonzero().squeeze(1), mask.nonzero().squeeze(1)


def time_split(t, valid_pct=0.2):
    k = int(valid_pct * len(t))
    if not k:
        return torch.arange(len(t), device=t.device), t.new_empty(0, dtype=torch.int64)
    border = torch.sort(t, descending=True)[0][k]
    return (t <= border).nonzero().flatten(), (t > border).nonzero().flatten()


def find_leak(train, valid):
    same = torch.stack([valid[:, d, None] == train[:, d] for d in range(train.shape[1])]).all(0)
    return torch.arange(len(valid), device=valid.device)[same.any(1)]


def normalise(train, valid):
    std, mean = torch.std_mean(train, dim=0, correction=0)
    std = torch.where(std > 0, std, torch.ones_like(std))
    return (train - mean) / std, (valid - mean) / std
