"""From the last layer back to the pixels; shapes as a list of their own; kernels by Sobel."""

import torch


def shapes(layers, shape):
    """What arrives at each layer."""
    found = [shape]
    for kind, *numbers in layers:
        c, h, w = found[-1]
        if kind == "conv":
            c_out, k, s = numbers
            found.append((c_out, 1 + (h - k) // s, 1 + (w - k) // s))
        elif kind == "pool":
            k, s = numbers
            found.append((c, 1 + (h - k) // s, 1 + (w - k) // s))
        else:
            found.append((numbers[0], 1, 1))
    return found


def learned(layer, arriving):
    c, h, w = arriving
    if layer[0] == "pool":
        return 0
    inputs = c * layer[2] ** 2 if layer[0] == "conv" else c * h * w
    return layer[1] * inputs + layer[1]


def count_params(layers, shape):
    return [
        learned(layer, arriving)
        for layer, arriving in zip(layers, shapes(layers, shape), strict=False)
    ]


def receptive_field(layers):
    seen = 1
    for k, s in reversed(layers):
        seen = (seen - 1) * s + k
    return seen


def edge_detector():
    smooth, change = torch.tensor([1.0, 2.0, 1.0]), torch.tensor([-1.0, 0.0, 1.0])
    return torch.stack([smooth.outer(change), change.outer(smooth)]).unsqueeze(1) / 8
