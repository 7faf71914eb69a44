"""Two thin matrices of zeros and ones say which row and which column a weight meets at each place.
Written with them everything is an einsum, and each gradient is the einsum of the forward pass with
dy in place of what is asked for: the backward pass of a product is a product."""

import torch


def conv2d_backward(x, k, dy, stride=1, pad=0):
    high = _meets(x.shape[2], k.shape[2], dy.shape[2], stride, pad, x)  # (u, i, H)
    wide = _meets(x.shape[3], k.shape[3], dy.shape[3], stride, pad, x)  # (v, j, W)
    windows = torch.einsum("nchw,uih->ncwui", x, high)
    windows = torch.einsum("ncwui,vjw->ncuvij", windows, wide)
    dk = torch.einsum("ncuvij,noij->ocuv", windows, dy)
    back = torch.einsum("noij,ocuv->ncuvij", dy, k)
    back = torch.einsum("ncuvij,vjw->ncuiw", back, wide)
    dx = torch.einsum("ncuiw,uih->nchw", back, high)
    return dx, dk, torch.einsum("noij->o", dy)


def maxpool2d(x, size, stride):
    """Two steps in one direction each: the largest of the largest is the largest."""
    return x.unfold(2, size, stride).amax(-1).unfold(3, size, stride).amax(-1)


def maxpool2d_backward(x, dy, size, stride):
    (h, w), (rows, columns) = x.shape[2:], dy.shape[2:]
    windows = x.unfold(2, size, stride).unfold(3, size, stride).flatten(-2)
    equal = windows == windows.amax(-1, keepdim=True)
    first = equal & (equal.cumsum(-1) == 1)
    shares = (first * dy[..., None]).unflatten(-1, (size, size))
    high, wide = _meets(h, size, rows, stride, 0, x), _meets(w, size, columns, stride, 0, x)
    return torch.einsum("ncijuv,uih,vjw->nchw", shares, high, wide)


def _meets(length, kernel, positions, stride, pad, like):
    """1 where weight u meets pixel h at position i, else 0: shape (kernel, positions, length)."""
    u, i, h = (torch.arange(m, device=like.device) for m in (kernel, positions, length))
    return (u[:, None, None] + stride * i[:, None] - pad == h).to(like.dtype)
