# a context manager for the weights, a generator for the smooth values, itertools
import contextlib
import itertools
import math

import torch


@contextlib.contextmanager
def preserved(tensors):
    backup = [t.data.clone() for t in tensors]
    try:
        yield
    finally:
        for t, b in zip(tensors, backup):
            t.data.copy_(b)


def rates(start, end, num_it):
    ratio = math.exp(math.log(end / start) / num_it)
    return [start * ratio**i for i in range(num_it)]


def running(losses, beta):
    avg = 0
    for k, loss in enumerate(losses):
        avg = torch.lerp(torch.tensor(loss).double(), torch.tensor(avg).double(), beta).item()
        yield avg / (1 - beta ** (k + 1))


def smoothed(losses, beta=0.98):
    return list(running(losses, beta))


def lr_find(weights, step, start=1e-7, end=10.0, num_it=100):
    lrs, smooth, best = [], [], math.inf
    with preserved(weights):
        todo = rates(start, end, num_it)

        def losses():
            for lr in todo:
                loss = step(lr)
                lrs.append(lr)
                yield loss

        for value in running(losses(), 0.98):
            smooth.append(value)
            if not math.isfinite(value):
                break
            best = min(best, value)
            if value > 4 * best:
                break
    return lrs, smooth


def good(lrs, losses):
    return list(itertools.takewhile(lambda p: math.isfinite(p[1]), zip(lrs, losses)))


def steepest(lrs, losses):
    pieces = list(itertools.pairwise(good(lrs, losses)))
    falling = [(a, b) for a, b in pieces if b[1] < a[1]]
    if not falling:
        raise ValueError("no fall")
    (a, _), (b, _) = max(falling, key=lambda p: (p[0][1] - p[1][1]) / math.log(p[1][0] / p[0][0]))
    return math.exp((math.log(a) + math.log(b)) / 2)


def tenth_of_the_lowest(lrs, losses):
    points = good(lrs, losses)
    if len(points) == 0:
        raise ValueError("no points")
    best = 0
    for i, (_, loss) in enumerate(points):
        if loss < points[best][1]:
            best = i
    return 0.1 * points[best][0]
