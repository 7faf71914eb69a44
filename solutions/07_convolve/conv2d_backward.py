"""Reference: for each weight position (u, v) the pixels met there are one slice of the picture. The
weight's gradient is a product with that slice; the pixels' gradient is added into the same slice.

The formulas are the chain rule applied to the definition of y, which is linear in x and in k.
"""

import torch


def conv2d_backward(
    x: torch.Tensor, k: torch.Tensor, dy: torch.Tensor, stride: int = 1, pad: int = 0
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    (h, w), (rows, columns), (kh, kw) = x.shape[2:], dy.shape[2:], k.shape[2:]
    padded = torch.nn.functional.pad(x, (pad, pad, pad, pad))
    dpadded, dk = torch.zeros_like(padded), torch.zeros_like(k)
    for u in range(kh):
        for v in range(kw):
            down = slice(u, u + stride * rows, stride)
            across = slice(v, v + stride * columns, stride)
            dk[:, :, u, v] = torch.einsum("noij,ncij->oc", dy, padded[:, :, down, across])
            dpadded[:, :, down, across] += torch.einsum("noij,oc->ncij", dy, k[:, :, u, v])
    dx = dpadded[:, :, pad : pad + h, pad : pad + w]
    return dx, dk, dy.sum((0, 2, 3))


def maxpool2d(x: torch.Tensor, size: int, stride: int) -> torch.Tensor:
    return x.unfold(2, size, stride).unfold(3, size, stride).amax((-2, -1))


def maxpool2d_backward(x: torch.Tensor, dy: torch.Tensor, size: int, stride: int) -> torch.Tensor:
    windows = x.unfold(2, size, stride).unfold(3, size, stride)
    first = windows.flatten(-2).argmax(-1)  # (N, C, H', W'), within the window
    rows, columns = dy.shape[2:]
    row = torch.arange(rows, device=x.device)[:, None] * stride + first // size
    column = torch.arange(columns, device=x.device) * stride + first % size
    pixel = row * x.shape[3] + column
    dx = torch.zeros_like(x).flatten(2)
    return dx.scatter_add(2, pixel.flatten(2), dy.flatten(2)).reshape(x.shape)
