# a progress bar with tqdm if it is there, else a loop; time and memory are printed
import gc
import time

import torch

try:
    from tqdm.auto import trange
except ImportError:
    trange = range


def gd_step(w, x, goal, alpha):
    return w + alpha * x * (goal - x * w)


def train(w, x, goal, alpha, steps):
    start = time.perf_counter()
    history = [w]
    for _ in range(steps):
        history += [gd_step(history[-1], x, goal, alpha)]
    print(f"{steps} steps in {time.perf_counter() - start:.4f} s, {gc.collect()} objects freed")
    return torch.stack(history, dim=0)


def stable_alpha(x):
    return torch.true_divide(2, torch.mul(x, x))
