# a function that checks the derivative with autograd and is never called
import torch


def gd_step(w, x, goal, alpha):
    return torch.sub(w, x * (x * w - goal), alpha=alpha)


def train(w, x, goal, alpha, steps):
    rows = [w.unsqueeze(0)]
    for step in range(steps):
        rows.append(gd_step(rows[-1], x, goal, alpha))
    return torch.cat(rows, dim=0)


def stable_alpha(x):
    return x.square().reciprocal().mul(2)


def check_with_autograd():
    w = torch.tensor(0.5, requires_grad=True)
    E = (2 * w - 3) ** 2 / 2
    E.backward()
    print("autograd says", w.grad)
    optimizer = torch.optim.SGD([w], lr=0.1)
    optimizer.step()
    print("SGD says", w, "mine says", gd_step(torch.tensor(0.5), 2, 3, 0.1))
