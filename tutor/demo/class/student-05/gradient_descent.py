import torch


def gd_step(w, x, goal, alpha):
    pred = w * x
    derivative = x * (pred - goal)
    # follow the gradient
    w_new = w + alpha * derivative
    return w_new


def train(w, x, goal, alpha, steps):
    out = [w.clone()]
    for s in range(steps):
        out.append(gd_step(out[s], x, goal, alpha))
    return torch.stack(out)


def stable_alpha(x):
    # with alpha = 1/x^2 I land exactly on the goal, more than that is too far
    return 1.0 / (x ** 2)
