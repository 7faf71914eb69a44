"""Count by making the tensors, and find the field by marking what is used."""

import torch


def places(size, k, s):
    return len(range(0, size - k + 1, s))


def count_params(layers, shape):
    c, h, w = shape
    counts = []
    for layer in layers:
        if layer[0] == "dense":
            weights, biases = torch.empty(layer[1], c * h * w), torch.empty(layer[1])
            c, h, w = layer[1], 1, 1
        elif layer[0] == "conv":
            _, c_out, k, s = layer
            weights, biases = torch.empty(c_out, c, k, k), torch.empty(c_out)
            c, h, w = c_out, places(h, k, s), places(w, k, s)
        else:
            _, k, s = layer
            weights = biases = torch.empty(0)
            h, w = places(h, k, s), places(w, k, s)
        counts.append(weights.numel() + biases.numel())
    return counts


def receptive_field(layers):
    used = {0}
    for k, s in layers[::-1]:
        used = {place * s + offset for place in used for offset in range(k)}
    return max(used) - min(used) + 1


def edge_detector():
    kernels = torch.zeros(2, 1, 3, 3)
    kernels[0, 0, 1, 1], kernels[0, 0, 1, 2] = -1.0, 1.0
    kernels[1, 0, 1, 1], kernels[1, 0, 2, 1] = -1.0, 1.0
    return kernels
