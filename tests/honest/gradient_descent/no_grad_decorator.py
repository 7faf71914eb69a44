# @torch.no_grad() and detach().clone() everywhere, to be on the safe side
import torch


@torch.no_grad()
def gd_step(w, x, goal, alpha):
    w = w.detach().clone()
    pred = x * w
    delta = pred - goal
    w -= alpha * delta * x
    return w


@torch.no_grad()
def train(w, x, goal, alpha, steps):
    history = torch.empty((steps + 1, *w.shape), dtype=w.dtype, device=w.device)
    history[0] = w
    for k in range(1, steps + 1):
        history[k] = gd_step(history[k - 1], x, goal, alpha)
    return history


def stable_alpha(x):
    with torch.inference_mode():
        bound = 2.0 / (x * x)
    return bound.clone()
