# interpolation in numpy, progress printed, gradients by hand with einsum, checks of arguments
import math

import numpy as np
import torch


def predict(x, net, activation):
    assert x.dim() == 1, "one axis, please"
    w, b, v, c = net
    hidden = x.view(-1, 1).mul(w.view(1, -1)).add(b)
    if activation == "relu":
        hidden = torch.where(hidden > 0, hidden, torch.zeros_like(hidden))
    elif activation == "tanh":
        hidden = hidden.tanh()
    elif activation != "linear":
        raise ValueError("activation should be relu, tanh or linear, not " + repr(activation))
    return hidden.matmul(v) + c


def join_points(x, y):
    if x.shape[0] < 2 or (x[:-1] >= x[1:]).any():
        raise ValueError("bad points")
    left, right = x[:-1], x[1:]
    slope = (y[1:] - y[:-1]) / (right - left)
    v = slope.clone()
    v[1:] -= slope[:-1]
    return (torch.ones_like(v), left.neg(), v, y[0].clone())


def fit(x, y, start, activation, lr, steps):
    m = x.mean()
    s = math.sqrt(float(((x - m) ** 2).mean()))
    z = (x - m) / s
    w, b, v, c = [part.clone() for part in start]
    n = len(z)
    for step in range(steps):
        pre = torch.einsum("n,h->nh", z, w) + b
        if activation == "relu":
            act, slope = pre.clamp_min(0), (pre > 0).to(pre.dtype)
        elif activation == "tanh":
            act = pre.tanh()
            slope = 1 - act.square()
        else:
            act, slope = pre, torch.ones_like(pre)
        error = act @ v + c - y
        if step % 5 == 0:
            print(f"step {step}: loss {error.square().mean():.4f}")
        back = torch.einsum("n,h,nh->nh", error, v, slope)
        new_w = w - lr * 2 / n * torch.einsum("n,nh->h", z, back)
        new_b = b - lr * 2 / n * back.sum(0)
        v = v - lr * 2 / n * act.T @ error
        c = c - lr * 2 / n * error.sum()
        w, b = new_w, new_b
    return w / s, b - w * m / s, v, c


def report(x, y, x_train, net, activation):
    error = predict(x, net, activation) - y
    known = (x[:, None] == x_train[None, :]).any(1)
    lo, hi = x_train.min(), x_train.max()
    inside = (x > lo) & (x < hi) & ~known
    outside = (x < lo) | (x > hi)
    return torch.sqrt(torch.mean(error[inside] ** 2)), torch.sqrt(torch.mean(error[outside] ** 2))


def _plot():
    return np.interp([1.5], [1, 2], [3, 4])
