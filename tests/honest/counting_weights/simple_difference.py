# the smallest kernels, and a receptive field found by asking every pixel
import torch


def count_params(layers, shape):
    c, h, w = shape
    answer = []
    for layer in layers:
        if layer[0] == "conv":
            kind, c_out, k, s = layer
            answer.append(c_out * (c * k ** 2) + c_out)
            c = c_out
        elif layer[0] == "pool":
            kind, k, s = layer
            answer.append(0)
        else:
            kind, n = layer
            answer.append(c * h * w * n + n)
            c = n
            h = w = 1
            continue
        h = int((h - k) / s) + 1
        w = int((w - k) / s) + 1
    return answer


def receptive_field(layers):
    rf = 1
    jump = 1
    for layer in layers:
        rf = rf + (layer[0] - 1) * jump
        jump = jump * layer[1]
    return rf


def edge_detector():
    k = torch.zeros((2, 1, 3, 3), dtype=torch.float32)
    k[0, :, :, 0] = -0.25
    k[0, :, :, 1] = 0.25
    k[1, :, 0, :] = -0.25
    k[1, :, 1, :] = 0.25
    return k
