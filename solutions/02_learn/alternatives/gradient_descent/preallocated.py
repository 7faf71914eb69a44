"""The history as one tensor that is filled row by row: nothing is copied at the end."""

import torch


def gd_step(w, x, goal, alpha):
    error = torch.sub(torch.mul(x, w), goal)
    return torch.sub(w, torch.mul(error, x), alpha=alpha)


def train(w, x, goal, alpha, steps):
    history = w.new_empty(steps + 1, *w.shape)
    history[0] = w
    for k in range(steps):
        history[k + 1] = gd_step(history[k], x, goal, alpha)
    return history


def stable_alpha(x):
    return torch.full_like(x, 2.0) / x.square()
