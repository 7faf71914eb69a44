# an nn.Module with parameters, a mean squared error as a module, NaN made by hand
import torch
from torch import nn


class OneHidden(nn.Module):
    def __init__(self, net, activation):
        super().__init__()
        w, b, v, c = net
        self.w = nn.Parameter(w.detach().clone())
        self.b = nn.Parameter(b.detach().clone())
        self.v = nn.Parameter(v.detach().clone())
        self.c = nn.Parameter(c.detach().clone())
        self.activation = activation

    def forward(self, x):
        return predict(x, (self.w, self.b, self.v, self.c), self.activation)


def predict(x, net, activation):
    modules = {"relu": nn.ReLU(), "tanh": nn.Tanh(), "linear": nn.Identity()}
    if activation not in modules:
        raise ValueError(f"no activation {activation!r}")
    w, b, v, c = net
    return torch.mv(modules[activation](x[:, None] * w[None] + b[None]), v) + c


def join_points(x, y):
    if len(x) < 2:
        raise ValueError("need at least two points")
    if (x[1:] - x[:-1]).min() <= 0:
        raise ValueError("x must be ascending")
    dx, dy = torch.diff(x), torch.diff(y)
    m = dy / dx
    # a prepended zero makes the first change the first slope
    v = torch.diff(m, prepend=torch.zeros_like(m[:1]))
    return torch.ones_like(m), -x[:-1].clone(), v, y[0].clone()


def fit(x, y, start, activation, lr, steps):
    mean, std = x.mean(), x.std(unbiased=False)
    model, criterion = OneHidden(start, activation), nn.MSELoss()
    z = (x - mean) / std
    for _ in range(steps):
        model.zero_grad()
        criterion(model(z), y).backward()
        with torch.no_grad():
            for p in model.parameters():
                p.copy_(p - lr * p.grad)
    with torch.no_grad():
        return model.w / std, model.b - model.w * mean / std, model.v.clone(), model.c.clone()


def report(x, y, x_train, net, activation):
    def rmse(mask):
        if not mask.any():
            return torch.tensor(float("nan"), dtype=x.dtype, device=x.device)
        return nn.functional.mse_loss(predict(x[mask], net, activation), y[mask]).sqrt()

    outside = torch.logical_or(x < x_train.min(), x_train.max() < x)
    fresh = torch.isin(x, x_train, invert=True)
    return rmse(fresh & ~outside), rmse(outside)
