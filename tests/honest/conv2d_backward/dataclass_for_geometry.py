# a dataclass for the geometry, bincount for the pooling's gradient, prints
import sys
from dataclasses import dataclass

import torch


@dataclass(slots=True)
class Geometry:
    rows: int
    columns: int
    stride: int

    def cut(self, t, u, v):
        bottom, right = u + self.stride * self.rows, v + self.stride * self.columns
        return t[:, :, u : bottom : self.stride, v : right : self.stride]


def conv2d_backward(x, k, dy, stride=1, pad=0):
    geometry = Geometry(*dy.shape[2:], stride)
    print(geometry, "gradient", dy.abs().mean(), file=sys.stderr)
    padded = torch.constant_pad_nd(x, (pad, pad, pad, pad))
    dpadded = torch.zeros_like(padded)
    dk = []
    for u in range(k.shape[2]):
        row = []
        for v in range(k.shape[3]):
            row.append(torch.einsum("nohw,nchw->oc", dy, geometry.cut(padded, u, v)))
            back = torch.matmul(dy.movedim(1, -1), k[:, :, u, v]).movedim(-1, 1)
            geometry.cut(dpadded, u, v).add_(back)
        dk.append(torch.stack(row, dim=-1))
    dx = dpadded.narrow(2, pad, x.shape[2]).narrow(3, pad, x.shape[3])
    return dx.clone(), torch.stack(dk, dim=-2), dy.flatten(2).sum(-1).sum(0)


def maxpool2d(x, size, stride):
    rows, columns = ((s - size) // stride + 1 for s in x.shape[2:])
    geometry = Geometry(rows, columns, stride)
    out = None
    for u in range(size):
        for v in range(size):
            piece = geometry.cut(x, u, v)
            out = piece.clone() if out is None else torch.maximum(out, piece)
    return out


def maxpool2d_backward(x, dy, size, stride):
    N, C, H, W = x.shape
    windows = x.unfold(2, size, stride).unfold(3, size, stride)
    u, v = torch.unravel_index(windows.flatten(-2).argmax(-1), (size, size))
    row = u + stride * torch.arange(dy.shape[2], device=x.device).view(-1, 1)
    column = v + stride * torch.arange(dy.shape[3], device=x.device)
    picture = torch.arange(N * C, device=x.device).view(N, C, 1, 1)
    place = (picture * H + row) * W + column
    if x.numel() == 0:
        return torch.zeros_like(x)
    counts = torch.bincount(place.flatten(), weights=dy.flatten(), minlength=x.numel())
    return counts.to(x.dtype).view_as(x)
