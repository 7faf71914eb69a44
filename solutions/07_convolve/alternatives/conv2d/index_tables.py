"""Windows by indexing with tables of row and column numbers that broadcast against each other, then
nothing but a product element by element and a sum. Clear, and hungry for memory."""

import torch


def out_size(size, kernel, stride, pad):
    if kernel > size + 2 * pad:
        raise ValueError("the kernel fits nowhere")
    return (size + 2 * pad - kernel + stride) // stride


def conv2d(x, k, b, stride=1, pad=0):
    h, w = x.shape[2:]
    kh, kw = k.shape[2:]
    rows = _windows(h, kh, stride, pad, x.device)[:, None, :, None]  # (H', 1, kh, 1)
    columns = _windows(w, kw, stride, pad, x.device)[None, :, None, :]  # (1, W', 1, kw)
    inside = (rows >= 0) & (rows < h) & (columns >= 0) & (columns < w)
    found = x[:, :, rows.clamp(0, h - 1), columns.clamp(0, w - 1)]
    windows = torch.where(inside, found, 0)  # (N, C, H', W', kh, kw)
    met = windows[:, None] * k[:, :, None, None]  # (N, O, C, H', W', kh, kw)
    return met.sum((2, 5, 6)) + b[:, None, None]


def _windows(size, kernel, stride, pad, device):
    """The pixel numbers that each position sees; those outside of the picture are padding."""
    first = torch.arange(out_size(size, kernel, stride, pad), device=device) * stride - pad
    return first[:, None] + torch.arange(kernel, device=device)
