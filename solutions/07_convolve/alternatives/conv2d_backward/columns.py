"""With every window as a column of a matrix, a convolution is a dense layer, and so is its backward
pass: one product for dk and one for the columns. What remains is to add the columns' numbers
back to the pixels that they came from, by a table of pixel numbers (`col2im` in the libraries)."""

import torch


def conv2d_backward(x, k, dy, stride=1, pad=0):
    n, c, h, w = x.shape
    o, _, kh, kw = k.shape
    padded = torch.nn.functional.pad(x, (pad,) * 4)
    table = _pixels(padded, kh, kw, stride)  # (kh * kw, H' * W')
    columns = padded.flatten(2)[:, :, table].flatten(1, 2)  # (N, C * kh * kw, H' * W')
    flat = dy.flatten(2)  # (N, O, H' * W')
    dk = (flat @ columns.transpose(1, 2)).sum(0).reshape(k.shape)
    dcolumns = (k.reshape(o, -1).T @ flat).reshape(n, c, table.numel())
    dpadded = torch.zeros_like(padded).flatten(2)
    dpadded.index_add_(2, table.flatten(), dcolumns)
    dx = dpadded.reshape(padded.shape)[:, :, pad : pad + h, pad : pad + w]
    return dx, dk, flat.sum(2).sum(0)


def maxpool2d(x, size, stride):
    rows, columns = ((length - size) // stride + 1 for length in x.shape[2:])
    windows = x.flatten(2)[:, :, _pixels(x, size, size, stride)]  # (N, C, size * size, H' * W')
    return windows.amax(2).reshape(*x.shape[:2], rows, columns)


def maxpool2d_backward(x, dy, size, stride):
    table = _pixels(x, size, size, stride)
    first = x.flatten(2)[:, :, table].argmax(2)  # (N, C, H' * W')
    pixel = table[first, torch.arange(table.shape[1], device=x.device)]
    dx = torch.zeros_like(x).flatten(2)
    dx.scatter_add_(2, pixel, dy.flatten(2))
    return dx.reshape(x.shape)


def _pixels(x, kh, kw, stride):
    """The number of the pixel that position (u, v) of the kernel meets at each place."""
    h, w = x.shape[2:]
    numbers = torch.arange(h * w, device=x.device).reshape(h, w)
    windows = numbers.unfold(0, kh, stride).unfold(1, kw, stride)  # (H', W', kh, kw)
    return windows.permute(2, 3, 0, 1).reshape(kh * kw, -1)
