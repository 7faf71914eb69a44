# stack of slices, then baddbmm
import math
from itertools import product

import torch


def out_size(size, kernel, stride, pad):
    n = math.floor((size + 2 * pad - kernel) / stride + 1)
    if kernel > size + 2 * pad:
        raise ValueError(f"n = {n}")
    return n


def conv2d(x, k, b, stride=1, pad=0):
    N, C, H, W = x.shape
    O, C, kh, kw = k.shape
    hh, ww = out_size(H, kh, stride, pad), out_size(W, kw, stride, pad)
    x = torch.nn.functional.pad(x, (pad, pad, pad, pad))
    parts = [
        x[..., u : u + hh * stride : stride, v : v + ww * stride : stride]
        for u, v in product(range(kh), range(kw))
    ]
    columns = torch.stack(parts, dim=2).reshape(N, C * kh * kw, hh * ww)
    kernels = k.reshape(1, O, -1).expand(N, -1, -1)
    return torch.baddbmm(b.view(1, O, 1), kernels, columns).reshape(N, O, hh, ww)
