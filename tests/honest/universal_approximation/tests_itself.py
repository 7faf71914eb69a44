# an optimiser of torch is imported and left alone; autograd by backward(), and a try at the end
import torch
from torch import optim

kept_for_later = optim


def predict(x, net, activation):
    w, b, v, c = net
    shapes = {"relu": lambda s: s.clamp(min=0), "tanh": torch.tanh, "linear": lambda s: s}
    if activation not in shapes:
        raise ValueError(f"unknown activation: {activation!r}")
    return shapes[activation](torch.outer(x, w) + b).mv(v) + c


def join_points(x, y):
    if x.numel() < 2:
        raise ValueError("too few points")
    if bool((x[1:] <= x[:-1]).any()):
        raise ValueError("the points are not in order")
    slopes = (y[1:] - y[:-1]) / (x[1:] - x[:-1])
    v = slopes.clone()
    v[1:] -= slopes[:-1]
    return torch.ones_like(v), -x[:-1].clone(), v, y[0].clone()


def fit(x, y, start, activation, lr, steps):
    mean = x.sum() / x.numel()
    spread = ((x - mean) ** 2).mean().sqrt()
    z = (x - mean) / spread
    parts = [p.detach().clone().requires_grad_(True) for p in start]
    with torch.enable_grad():
        for _ in range(steps):
            for p in parts:
                p.grad = None
            error = (predict(z, parts, activation) - y).square().mean()
            error.backward()
            for p in parts:
                if p.grad is not None:
                    p.data.sub_(lr * p.grad)
    w, b, v, c = [p.detach().clone() for p in parts]
    return w / spread, b - w * (mean / spread), v, c


def report(x, y, x_train, net, activation):
    gaps = predict(x, net, activation) - y
    low, high = x_train.min(), x_train.max()
    met = (x[:, None] == x_train[None, :]).any(1)
    within = (x >= low) & (x <= high)
    return tuple(gaps[rows].pow(2).mean().sqrt() for rows in (within & ~met, ~within))


x = torch.linspace(0, 1, 5)
print(predict(x, join_points(x, x**2), "relu") - x**2)
