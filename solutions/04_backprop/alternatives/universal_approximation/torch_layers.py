"""torch's layers do the work: `Linear` as functions, `backward`, `.grad` set back by hand."""

import torch
from torch.nn import functional as F


def predict(x, net, activation):
    w, b, v, c = net
    hidden = F.linear(x.unsqueeze(1), w.unsqueeze(1), b)
    match activation:
        case "relu":
            hidden = F.relu(hidden)
        case "tanh":
            hidden = F.tanh(hidden)
        case "linear":
            pass
        case _:
            raise ValueError(f"unknown activation: {activation}")
    return F.linear(hidden, v.unsqueeze(0), c.reshape(1)).squeeze(1)


def join_points(x, y):
    points = x.shape[0]
    if points < 2:
        raise ValueError("a line needs two points")
    if not torch.all(x[1:] > x[:-1]):
        raise ValueError("x is not ascending")
    kinks = x[:-1]
    v = torch.zeros_like(kinks)
    slopes = torch.diff(y) / torch.diff(x)
    v[0] = slopes[0]
    v[1:] = slopes[1:] - slopes[:-1]
    return torch.ones_like(kinks), -kinks, v, y[0].clone()


def fit(x, y, start, activation, lr, steps):
    deviation, mean = torch.std_mean(x, correction=0)
    z = (x - mean) / deviation
    parameters = [torch.nn.Parameter(part.clone()) for part in start]
    for _ in range(steps):
        for parameter in parameters:
            parameter.grad = None
        F.mse_loss(predict(z, parameters, activation), y).backward()
        for parameter in parameters:
            parameter.data.sub_(parameter.grad, alpha=lr)
    w, b, v, c = (parameter.detach() for parameter in parameters)
    return w / deviation, b - w * (mean / deviation), v, c


def report(x, y, x_train, net, activation):
    told = torch.isin(x, x_train)
    outside = torch.logical_or(x < x_train.min(), x > x_train.max())
    found = []
    for counts in (~outside & ~told, outside):
        wrong = predict(x[counts], net, activation) - y[counts]
        found.append(wrong.square().mean().sqrt())
    return tuple(found)
