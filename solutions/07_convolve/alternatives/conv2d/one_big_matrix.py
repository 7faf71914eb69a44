"""The dense layer that a convolution really is: a huge matrix, almost all of it zeros, in which the
few weights of the kernel stand again and again. Good for seeing what sharing saves, not for use."""

import torch


def out_size(size, kernel, stride, pad):
    positions = (size + 2 * pad - kernel) // stride + 1
    if positions < 1:
        raise ValueError("the kernel fits nowhere")
    return positions


def conv2d(x, k, b, stride=1, pad=0):
    n, c, h, w = x.shape
    o, _, kh, kw = k.shape
    rows, columns = out_size(h, kh, stride, pad), out_size(w, kw, stride, pad)
    high, wide = h + 2 * pad, w + 2 * pad
    padded = torch.cat([x.new_zeros(n, c, pad, w), x, x.new_zeros(n, c, pad, w)], dim=2)
    side = x.new_zeros(n, c, high, pad)
    padded = torch.cat([side, padded, side], dim=3)

    def number(count, *shape):
        return torch.arange(count, device=x.device).reshape(shape)

    i, j = number(rows, -1, 1, 1, 1), number(columns, -1, 1, 1)
    u, v = number(kh, -1, 1), number(kw, -1)
    matrix = k.new_zeros(o, rows, columns, c, high, wide)
    matrix[:, i, j, :, i * stride + u, j * stride + v] = k.permute(2, 3, 0, 1)
    matrix = matrix.reshape(o * rows * columns, c * high * wide)
    y = padded.reshape(n, c * high * wide) @ matrix.T
    return y.reshape(n, o, rows, columns) + b.reshape(o, 1, 1)
