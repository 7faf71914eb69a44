# a generator of weights, taken apart with itertools
import itertools
from collections.abc import Iterator

import torch


def walk(w, x, goal, alpha) -> Iterator[torch.Tensor]:
    while True:
        yield w
        w = gd_step(w, x, goal, alpha)


def gd_step(w, x, goal, alpha):
    error = torch.addcmul(-goal, x, w)
    return torch.addcmul(w, x, error, value=-alpha)


def train(w, x, goal, alpha, steps):
    return torch.stack(tuple(itertools.islice(walk(w, x, goal, alpha), steps + 1)))


def stable_alpha(x):
    return torch.full_like(x, 2.0) / x.pow(2)
