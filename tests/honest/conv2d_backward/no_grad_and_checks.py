# no_grad around everything, assertions about shapes, ranks printed when something is wrong
import functools
import operator

import torch

product = functools.partial(functools.reduce, operator.mul)


@torch.no_grad()
def conv2d_backward(x, k, dy, stride=1, pad=0):
    assert x.dim() == k.dim() == dy.dim() == 4
    assert x.size(1) == k.size(1) and dy.size(1) == k.size(0), "channels"
    assert not x.requires_grad or not torch.is_grad_enabled()
    N, C, H, W = x.size()
    O, C, kh, kw = k.size()
    P = torch.nn.functional.pad(x.detach(), 4 * (pad,))
    patches = P.unfold(2, kh, stride).unfold(3, kw, stride).permute(0, 2, 3, 1, 4, 5)
    columns = patches.reshape(-1, product((C, kh, kw)))
    blame = dy.permute(0, 2, 3, 1).reshape(-1, O)
    dk = torch.matmul(blame.T, columns).view_as(k)
    spread = (blame @ k.reshape(O, -1)).view(N, *dy.shape[2:], C, kh, kw)
    dP = torch.zeros_like(P)
    for u in range(kh):
        for v in range(kw):
            part = dP[:, :, u : u + stride * dy.size(2) : stride, v : v + stride * dy.size(3) : stride]
            part += spread[..., u, v].permute(0, 3, 1, 2)
    if not torch.isfinite(dP).all():
        print("strange:", torch.linalg.matrix_rank(columns), torch.linalg.cond(dk.flatten(1)))
    return dP[:, :, pad : pad + H, pad : pad + W], dk, blame.sum(0)


@torch.no_grad()
def maxpool2d(x, size, stride):
    windows = x.unfold(-2, size, stride).unfold(-2, size, stride)
    return windows.amax(dim=(4, 5))


@torch.no_grad()
def maxpool2d_backward(x, dy, size, stride):
    windows = x.unfold(2, size, stride).unfold(3, size, stride).flatten(4)
    first = torch.zeros_like(windows).scatter_(-1, windows.argmax(-1, keepdim=True), 1)
    shares = (first * dy.unsqueeze(-1)).unflatten(-1, (size, size))
    dx = x.new_zeros(x.shape)
    (h, w), s = dy.shape[2:], stride
    for u in range(size):
        for v in range(size):
            dx[:, :, u : u + s * h : s, v : v + s * w : s] += shares[..., u, v]
    return dx
