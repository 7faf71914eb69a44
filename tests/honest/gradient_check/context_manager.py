# a context manager of one's own that nudges one element and puts it back
import contextlib
import math

import torch


@contextlib.contextmanager
def nudged(t, i, by):
    old = t[i].clone()
    t[i] += by
    try:
        yield
    finally:
        t[i] = old


def numeric_grad(f, x, h=1e-5):
    work = x.detach().to(torch.float64).flatten().clone()
    grad = []
    for i in range(work.shape[0]):
        values = []
        for by in (h, -h):
            with nudged(work, i, by):
                values.append(float(f(work.reshape(x.shape))))
        grad.append((values[0] - values[1]) / (2 * h))
    return work.new_tensor(grad).reshape(x.shape)


def rel_error(a, b):
    if a.size() != b.size():
        raise ValueError(f"{tuple(a.size())} and {tuple(b.size())}")
    worst = 0.0
    for p, q in zip(a.double().flatten().tolist(), b.double().flatten().tolist()):
        error = abs(p - q) / max(1e-8, abs(p) + abs(q))
        if math.isnan(error):
            return math.nan
        worst = max(worst, error)
    return worst
