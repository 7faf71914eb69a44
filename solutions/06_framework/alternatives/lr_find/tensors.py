"""The curve in tensors of float64, and the weights put back by `data`."""

import torch


def rates(start, end, num_it):
    places = torch.arange(num_it, dtype=torch.float64) / num_it
    first, last = (torch.tensor(x, dtype=torch.float64).log() for x in (start, end))
    return (first + places * (last - first)).exp().tolist()


def smoothed(losses, beta=0.98):
    n = len(losses)
    ages = torch.arange(n)[:, None] - torch.arange(n)[None]
    weights = torch.where(ages >= 0, beta ** ages.clamp(min=0).double(), 0.0)
    means = torch.zeros(n, dtype=torch.float64)
    for k in range(n):
        row = weights[k, : k + 1]
        means[k] = (row * torch.tensor(losses[: k + 1], dtype=torch.float64)).sum() / row.sum()
    return means.tolist()


def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
    kept = [w.data.clone() for w in weights]
    tried, losses = [], []
    try:
        for lr in rates(start, end, num_it):
            losses.append(float(step(lr)))
            tried.append(lr)
            curve = torch.tensor(smoothed(losses), dtype=torch.float64)
            if not curve[-1].isfinite() or curve[-1] > 4 * curve.min():
                break
    finally:
        for w, old in zip(weights, kept, strict=True):
            w.data.copy_(old)
    return tried, smoothed(losses)


def cut(lrs, losses):
    losses = torch.tensor(losses, dtype=torch.float64)
    strange = (~losses.isfinite()).nonzero()
    n = int(strange[0]) if len(strange) else len(losses)
    return torch.tensor(lrs, dtype=torch.float64)[:n], losses[:n]


def steepest(lrs, losses):
    lrs, losses = cut(lrs, losses)
    if len(losses) < 2:
        raise ValueError("two points are needed")
    places = lrs.log()
    speed = (losses[:-1] - losses[1:]) / (places[1:] - places[:-1])
    i = speed.argmax()
    if speed[i] <= 0:
        raise ValueError("the loss does not fall")
    return ((places[i] + places[i + 1]) / 2).exp().item()


def tenth_of_the_lowest(lrs, losses):
    lrs, losses = cut(lrs, losses)
    if len(losses) == 0:
        raise ValueError("nothing is left")
    return lrs[losses.argmin()].item() / 10
