# requires_grad_(False), set_grad_enabled and prints of what autograd thinks
import torch

torch.set_grad_enabled(True)


def gd_step(w, x, goal, alpha):
    with torch.set_grad_enabled(False):
        new = w.clone().requires_grad_(False)
        new.sub_(alpha * (x * new - goal) * x)
    print("requires grad:", new.requires_grad, "grad:", new.grad, torch.is_grad_enabled())
    return new


def train(w, x, goal, alpha, steps):
    out = w.new_zeros(steps + 1, *w.shape)
    out[0].copy_(w)
    for now, after in zip(out[:-1], out[1:]):
        after.copy_(gd_step(now, x, goal, alpha))
    return out


def stable_alpha(x):
    bound = torch.full_like(x, float("inf"))
    moving = x != 0
    bound[moving] = 2 / x[moving] ** 2
    return bound
