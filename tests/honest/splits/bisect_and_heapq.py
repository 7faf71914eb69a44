# heapq and bisect on Python lists for the times, prints of everything
import bisect
import heapq
import json
from array import array

import torch


def random_split(n, valid_pct=0.2, seed=0):
    noise = torch.rand(n, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    order = noise.argsort()
    k = int(valid_pct * n)
    print(json.dumps({"n": n, "valid": order[:k].tolist(), "seed": seed}))
    return order[k:], order[:k]


def group_split(groups, valid_pct=0.2, seed=0):
    uniques, counts = torch.unique(groups, return_counts=True)
    print({int(u): int(c) for u, c in zip(uniques, counts)})
    _, chosen = random_split(uniques.numel(), valid_pct, seed)
    held = torch.zeros(uniques.numel(), dtype=torch.bool, device=groups.device)
    held[chosen.to(groups.device)] = True
    mask = held[torch.searchsorted(uniques, groups)]
    return (mask == 0).nonzero(as_tuple=True)[0], mask.nonzero(as_tuple=True)[0]


def time_split(t, valid_pct=0.2):
    times = array("d" if t.is_floating_point() else "q", t.tolist())
    k = int(valid_pct * len(times))
    latest = heapq.nlargest(k + 1, times)
    border = latest[-1] if latest else 0
    ordered = sorted(times)
    print("rows in training:", bisect.bisect_right(ordered, border))
    late = t > border
    return (~late).nonzero().flatten(), late.nonzero().flatten()


def find_leak(train, valid):
    same = (valid[:, None, :] == train[None, :, :]).all(dim=-1)
    print("copies:", same.sum().item(), "rank of train:", torch.linalg.matrix_rank(train.double()))
    return same.any(dim=1).nonzero().reshape(-1)


def normalise(train, valid):
    stats = [train.mean(0), train.std(0, unbiased=False)]
    print("\n".join(f"{m:8.3f} {s:8.3f}" for m, s in zip(*stats)))
    stats[1] = torch.where(stats[1] == 0, torch.ones_like(stats[1]), stats[1])
    return (train - stats[0]) / stats[1], (valid - stats[0]) / stats[1]
