# dx as a full correlation with the flipped kernel over a dilated gradient
import torch
from torch.nn import functional as F


def conv2d_backward(x, k, dy, stride=1, pad=0):
    N, C, H, W = x.shape
    O, _, kh, kw = k.shape
    spread = dy.new_zeros(N, O, H + 2 * pad - kh + 1, W + 2 * pad - kw + 1)
    spread[:, :, ::stride, ::stride][:, :, : dy.shape[2], : dy.shape[3]] = dy
    around = F.pad(spread, (kw - 1, kw - 1, kh - 1, kh - 1))
    patches = around.unfold(2, kh, 1).unfold(3, kw, 1)
    dx = torch.einsum("nohwuv,ocuv->nchw", patches, k.flip(dims=(2, 3)))
    seen = F.pad(x, [pad] * 4).unfold(2, kh, stride).unfold(3, kw, stride)
    dk = torch.einsum("nchwuv,nohw->ocuv", seen, dy)
    return dx[:, :, pad : H + pad, pad : W + pad].contiguous(), dk, torch.einsum("nohw->o", dy)


def maxpool2d(x, size, stride):
    rows = x.unfold(2, size, stride).amax(dim=-1)
    return rows.unfold(3, size, stride).amax(dim=-1)


def maxpool2d_backward(x, dy, size, stride):
    dx = torch.zeros_like(x)
    top = maxpool2d(x, size, stride)
    free = torch.ones_like(top, dtype=torch.bool)
    h, w = dy.shape[2:]
    for u in range(size):
        for v in range(size):
            here = (..., slice(u, u + stride * (h - 1) + 1, stride), slice(v, v + stride * (w - 1) + 1, stride))
            hit = (x[here] == top) & free
            free = free & ~hit
            dx[here] += torch.where(hit, dy, torch.zeros_like(dy))
    return dx
