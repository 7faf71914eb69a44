"""Reference: Nielsen, "Neural Networks and Deep Learning", chapter 4, kinks for steps."""

import torch

Net = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def predict(x: torch.Tensor, net: Net, activation: str) -> torch.Tensor:
    w, b, v, c = net
    return act(x[:, None] * w + b, activation) @ v + c


def act(sums: torch.Tensor, activation: str) -> torch.Tensor:
    if activation == "relu":
        return torch.relu(sums)
    if activation == "tanh":
        return torch.tanh(sums)
    if activation == "linear":
        return sums
    raise ValueError(f"there is no activation '{activation}'")


def join_points(x: torch.Tensor, y: torch.Tensor) -> Net:
    if len(x) < 2 or not (x.diff() > 0).all():
        raise ValueError("at least two points are needed, in ascending order")
    slopes = y.diff() / x.diff()
    changes = torch.cat([slopes[:1], slopes.diff()])
    return torch.ones_like(changes), -x[:-1], changes, y[0]


def fit(
    x: torch.Tensor, y: torch.Tensor, start: Net, activation: str, lr: float, steps: int
) -> Net:
    mean, deviation = x.mean(), x.std(correction=0)
    w, b, v, c = descend((x - mean) / deviation, y, start, activation, lr, steps)
    return w / deviation, b - w * mean / deviation, v, c


def descend(
    z: torch.Tensor, y: torch.Tensor, start: Net, activation: str, lr: float, steps: int
) -> Net:
    net = [part.detach().clone().requires_grad_() for part in start]
    for _ in range(steps):
        loss = ((predict(z, net, activation) - y) ** 2).mean()
        slopes = torch.autograd.grad(loss, net, materialize_grads=True)
        with torch.no_grad():
            for part, slope in zip(net, slopes, strict=True):
                part -= lr * slope
    w, b, v, c = (part.detach() for part in net)
    return w, b, v, c


def report(
    x: torch.Tensor, y: torch.Tensor, x_train: torch.Tensor, net: Net, activation: str
) -> tuple[torch.Tensor, torch.Tensor]:
    squared = (predict(x, net, activation) - y) ** 2
    outside = (x < x_train.min()) | (x > x_train.max())
    inside = ~outside & ~torch.isin(x, x_train)
    return squared[inside].mean().sqrt(), squared[outside].mean().sqrt()
