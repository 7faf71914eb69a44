# index_put_ with accumulate for the pooling, a loop over the kernel for the convolution
import torch
import torch.nn.functional as F


def conv2d_backward(x, k, dy, stride=1, pad=0):
    H, W = x.shape[-2:]
    big = F.pad(x, (pad, pad, pad, pad))
    dbig, dk = big.new_zeros(big.shape), k.new_zeros(k.shape)
    rows = torch.arange(dy.shape[2], device=x.device) * stride
    cols = torch.arange(dy.shape[3], device=x.device) * stride
    for u in range(k.shape[2]):
        for v in range(k.shape[3]):
            i, j = rows[:, None] + u, cols[None] + v
            dk[:, :, u, v] = torch.tensordot(dy, big[:, :, i, j], dims=([0, 2, 3], [0, 2, 3]))
            share = torch.einsum("nohw,oc->nchw", dy, k[:, :, u, v])
            dbig[:, :, i, j] += share
    return dbig[..., pad : pad + H, pad : pad + W], dk, dy.sum(dim=[0, 2, 3])


def _windows(x, size, stride):
    return x.unfold(2, size, stride).unfold(3, size, stride)


def maxpool2d(x, size, stride):
    return _windows(x, size, stride).flatten(4).max(dim=4).values


def maxpool2d_backward(x, dy, size, stride):
    n, c, h, w = dy.shape
    best = _windows(x, size, stride).reshape(n, c, h, w, size * size).argmax(dim=-1)
    ni, ci, hi, wi = torch.meshgrid(
        *(torch.arange(s, device=x.device) for s in (n, c, h, w)), indexing="ij"
    )
    row = hi * stride + torch.div(best, size, rounding_mode="floor")
    col = wi * stride + best.remainder(size)
    dx = torch.zeros_like(x)
    return dx.index_put_((ni, ci, row, col), dy, accumulate=True)
