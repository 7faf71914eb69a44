"""Functions that are made anew, a bisection instead of `isin`, weights in one vector."""

import torch


def identity(sums):
    return sums


KNOWN = {"relu": torch.relu, "tanh": torch.tanh, "linear": identity}


def chosen(activation):
    try:
        return KNOWN[activation]
    except KeyError:
        raise ValueError(f"{activation} is not known") from None


def predict(x, net, activation):
    w, b, v, c = net
    table = chosen(activation)(torch.einsum("n,h->nh", x, w) + b[None, :])
    return torch.einsum("nh,h->n", table, v) + c


def join_points(x, y):
    gaps = x.diff()
    if gaps.numel() == 0 or not bool(gaps.min() > 0):
        raise ValueError("not ascending")
    slopes = torch.cat([x.new_zeros(1), y.diff() / gaps])
    scale = torch.full_like(gaps, 2.0)
    return scale, -scale * x[:-1], slopes.diff() / scale, y[0] + 0


def fit(x, y, start, activation, lr, steps):
    centre = x.sum() / len(x)
    spread = ((x - centre).square().sum() / len(x)).sqrt()
    units = len(start[0])
    sizes = [units, units, units, 1]
    flat = torch.cat([part.reshape(-1) for part in start])

    def unpacked(flat):
        w, b, v, c = flat.split(sizes)
        return w, b, v, c[0]

    for _ in range(steps):
        leaf = flat.detach().requires_grad_()
        wrong = predict((x - centre) / spread, unpacked(leaf), activation) - y
        (slope,) = torch.autograd.grad(wrong.square().mean(), leaf)
        flat = flat - lr * slope
    w, b, v, c = unpacked(flat)
    return w / spread, b - w / spread * centre, v, c


def report(x, y, x_train, net, activation):
    known = x_train.sort().values
    place = torch.searchsorted(known, x, side="right")
    outside = (place == 0) | (x > known[-1])
    new = known[place.clamp(min=1) - 1] != x
    wrong = (predict(x, net, activation) - y).square()
    nothing = torch.full_like(wrong, torch.nan)
    inside = torch.where(new & ~outside, wrong, nothing)
    return inside.nanmean().sqrt(), torch.where(outside, wrong, nothing).nanmean().sqrt()
