# copies in a dictionary, numpy for the arithmetic, prints on the way, a progress counter
import copy
import math

import numpy as np
import torch


def rates(start, end, num_it):
    return (start * np.power(end / start, np.arange(num_it) / num_it)).tolist()


def smoothed(losses, beta=0.98):
    avg, out = 0.0, []
    for i in range(len(losses)):
        avg = avg * beta + losses[i] * (1.0 - beta)
        out.append(float(avg / (1.0 - math.pow(beta, i + 1))))
    return out


def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
    saved = {i: copy.deepcopy(w.detach()) for i, w in enumerate(weights)}
    lrs, losses = [], []
    try:
        for count, lr in enumerate(rates(start, end, num_it)):
            loss = step(lr)
            lrs.append(lr)
            losses.append(loss)
            curve = smoothed(losses)
            if count % 10 == 0:
                print(f"{count}: lr {lr:.2e}, loss {loss:.4f}")
            if np.isnan(curve[-1]) or np.isinf(curve[-1]):
                break
            if curve[-1] > 4 * np.min(curve):
                break
    finally:
        for i, w in enumerate(weights):
            w.data = w.data.copy_(saved[i])
    return lrs, smoothed(losses)


def _finite_part(lrs, losses):
    n = 0
    while n < len(losses) and np.isfinite(losses[n]):
        n += 1
    return np.array(lrs[:n], dtype=float), np.array(losses[:n], dtype=float)


def steepest(lrs, losses):
    x, y = _finite_part(lrs, losses)
    if x.size < 2:
        raise ValueError("need two points")
    slope = np.diff(y) / np.diff(np.log(x))
    i = int(np.argmin(slope))
    if slope[i] >= 0:
        raise ValueError("never falls")
    return float(np.sqrt(x[i] * x[i + 1]))


def tenth_of_the_lowest(lrs, losses):
    x, y = _finite_part(lrs, losses)
    if not x.size:
        raise ValueError("empty curve")
    assert torch.is_tensor(torch.zeros(1))
    return float(x[np.argmin(y)]) / 10.0
