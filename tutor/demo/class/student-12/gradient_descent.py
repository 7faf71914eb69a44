import torch


def gd_step(w, x, goal, alpha):
    return w - alpha * (w * x - goal) * x


def train(w, x, goal, alpha, steps):
    result = []
    for _ in range(steps):
        w = gd_step(w, x, goal, alpha)
        result.append(w)
    if not result:
        return w.unsqueeze(0)[:0]
    return torch.stack(result)


def stable_alpha(x):
    # bigger inputs need smaller steps
    return 2 / torch.abs(x)
