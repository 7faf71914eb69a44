"""One layer, and the rest by recursion; differences of halves for the kernels."""

import math

import torch


def count_params(layers, shape):
    if not layers:
        return []
    (kind, *numbers), rest = layers[0], layers[1:]
    channels, *sides = shape
    match kind:
        case "conv":
            out, k, s = numbers
            count = out * channels * k**2 + out
        case "pool":
            k, s = numbers
            out, count = channels, 0
        case "dense":
            inputs = math.prod(shape)
            return [numbers[0] * (inputs + 1), *count_params(rest, (numbers[0], 1, 1))]
    after = [math.floor((side - k) / s) + 1 for side in sides]
    return [count, *count_params(rest, (out, *after))]


def receptive_field(layers):
    strides = [s for _, s in layers]
    return 1 + sum((k - 1) * math.prod(strides[:n]) for n, (k, _) in enumerate(layers))


def edge_detector():
    left_to_right = torch.linspace(-0.5, 0.5, 3).repeat(3, 1)
    return torch.cat([left_to_right[None, None], left_to_right.T[None, None]])
