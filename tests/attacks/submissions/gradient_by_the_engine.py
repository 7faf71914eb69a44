# attack: the engine of autograd by the function below it
# stopped by: without a graph there is nothing to run through
# expect: test_step blocked, outcomes blocked died passed, score 0.5
# exercise: gradient_descent
import torch
from torch.autograd.graph import _engine_run_backward as run


def gd_step(w, x, goal, alpha):
    leaf = w.detach().clone().requires_grad_()
    error = ((x * leaf - goal) ** 2 / 2).sum()
    (grad,) = run((error,), (torch.ones_like(error),), False, False, (leaf,), allow_unreachable=True, accumulate_grad=False)
    return w - alpha * grad


def train(w, x, goal, alpha, steps):
    history = [w]
    for _ in range(steps):
        history.append(gd_step(history[-1], x, goal, alpha))
    return torch.stack(history)
