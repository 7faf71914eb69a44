import torch


def gd_step(w, x, goal, alpha):
    # multiplied out: w - a x^2 w + a x g
    return w - alpha * x**2 * w + alpha * x * goal


def train(w, x, goal, alpha, steps):
    path = []
    for k in range(steps + 1):
        if k > 0:
            w = gd_step(w, x, goal, alpha)
        path.append(w.unsqueeze(0))
    return torch.vstack(path) if w.dim() else torch.cat(path)


def stable_alpha(x):
    limit = 2 / x.abs()
    return limit / x.abs()
