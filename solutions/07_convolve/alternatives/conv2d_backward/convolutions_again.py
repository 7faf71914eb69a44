"""The two backward passes are convolutions themselves: dk slides the gradient over the picture, and
dx slides the turned kernel over the gradient, after zeros were put between its numbers for the
stride and a frame around it. This is why libraries speak of a *transposed convolution*."""

import torch
from torch.nn.functional import pad as framed


def conv2d_backward(x, k, dy, stride=1, pad=0):
    n, _, h, w = x.shape
    o, _, kh, kw = k.shape
    # The gradient as it would be for a stride of 1: zeros at the positions that were skipped.
    high, wide = h + 2 * pad - kh + 1, w + 2 * pad - kw + 1
    spread = dy.new_zeros(n, o, high, wide)
    spread[:, :, ::stride, ::stride] = dy
    padded = framed(x, (pad,) * 4)
    dk = torch.einsum("ncuvij,noij->ocuv", _windows(padded, high, wide), spread)
    around = framed(spread, (kw - 1, kw - 1, kh - 1, kh - 1))
    dpadded = torch.einsum("noyxuv,ocuv->ncyx", _windows(around, kh, kw), k.flip(2, 3))
    return dpadded[:, :, pad : pad + h, pad : pad + w], dk, spread.sum((0, 2, 3))


def maxpool2d(x, size, stride):
    return _windows(x, size, size, stride).flatten(4).max(4).values


def maxpool2d_backward(x, dy, size, stride):
    """Ask the positions of a window in reading order; a window that has answered is done."""
    rows, columns = dy.shape[2:]
    largest, dx = maxpool2d(x, size, stride), torch.zeros_like(x)
    waiting = torch.ones_like(dy, dtype=torch.bool)
    for u in range(size):
        for v in range(size):
            seen = (
                ...,
                slice(u, u + rows * stride, stride),
                slice(v, v + columns * stride, stride),
            )
            here = waiting & (x[seen] == largest)
            dx[seen] += torch.where(here, dy, 0)
            waiting &= ~here
    return dx


def _windows(x, high, wide, stride=1):
    return x.unfold(2, high, stride).unfold(3, wide, stride)
