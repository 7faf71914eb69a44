# recursion instead of a loop, and the limit of it printed at load
import sys
from functools import partial

import torch

print("recursion limit", sys.getrecursionlimit())


def slope(w, x, goal):
    return (w * x - goal).mul(x)


def gd_step(w, x, goal, alpha):
    return w - alpha * slope(w, x, goal)


def _run(step, w, steps):
    return [w] if steps == 0 else [w, *_run(step, step(w), steps - 1)]


def train(w, x, goal, alpha, steps):
    step = partial(gd_step, x=x, goal=goal, alpha=alpha)
    return torch.stack(_run(step, w, steps))


def stable_alpha(x):
    return 2 * (1 / x) ** 2
