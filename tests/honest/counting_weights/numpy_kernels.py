# kernels made in NumPy with random but lawful numbers; sums with generator expressions
import math
from functools import reduce

import numpy as np
import torch


def shrink(shape, layer):
    c, h, w = shape
    if layer[0] == "dense":
        return layer[1], 1, 1
    k, s = layer[-2], layer[-1]
    c = layer[1] if layer[0] == "conv" else c
    return c, math.ceil((h - k + 1) / s), math.ceil((w - k + 1) / s)


def learned(shape, layer):
    kind = layer[0]
    if kind == "pool":
        return 0
    per_output = shape[0] * layer[2] * layer[2] if kind == "conv" else int(np.prod(shape))
    return (per_output + 1) * layer[1]


def count_params(layers, shape):
    found = []
    for layer in layers:
        found.append(learned(shape, layer))
        shape = shrink(shape, layer)
    return found


def receptive_field(layers):
    return int(reduce(lambda seen, layer: seen * layer[1] + layer[0] - layer[1], layers[::-1], 1))


def edge_detector():
    heights = np.random.default_rng(7).uniform(0.5, 2, size=3)
    kernel = heights[:, None] * np.array([[-1.0, 0.0, 1.0]])
    both = np.stack([kernel, kernel.T])[:, np.newaxis]
    return torch.from_numpy(both).float()
