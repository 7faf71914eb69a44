import torch


def gd_step(w, x, goal, alpha):
    # E = (xw - goal)^2  ->  dE/dw = 2 (xw - goal) x
    grad = 2 * (x * w - goal) * x
    return w - alpha * grad


def train(w, x, goal, alpha, steps):
    ws = [w]
    for i in range(steps):
        w = gd_step(w, x, goal, alpha)
        ws.append(w)
    return torch.stack(ws, 0)


def stable_alpha(x):
    # from the notes: |1 - alpha * x^2| < 1
    bound = 2 / x.pow(2)
    return bound
