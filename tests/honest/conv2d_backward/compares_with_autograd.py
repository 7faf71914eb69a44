# comparisons with autograd, F.conv_transpose2d and F.unfold in functions that nobody calls
import torch
import torch.nn.functional as F


def conv2d_backward(x, k, dy, stride=1, pad=0):
    (n, c, h, w), (o, _, kh, kw), (_, _, a, b) = x.shape, k.shape, dy.shape
    xp = torch.zeros((n, c, h + 2 * pad, w + 2 * pad), dtype=x.dtype, device=x.device)
    xp[:, :, pad : h + pad, pad : w + pad].copy_(x)
    dxp, dk = torch.zeros_like(xp), torch.empty_like(k)
    flat = dy.permute(1, 0, 2, 3).reshape(o, n * a * b)
    for p in range(kh * kw):
        u, v = divmod(p, kw)
        cut = (slice(None), slice(None), slice(u, u + a * stride, stride), slice(v, v + b * stride, stride))
        pixels = xp[cut].permute(1, 0, 2, 3).reshape(c, -1)
        dk[:, :, u, v] = torch.mm(flat, pixels.t())
        dxp[cut] += torch.mm(k[:, :, u, v].t(), flat).reshape(c, n, a, b).transpose(0, 1)
    db = flat.sum(1)
    return dxp[:, :, pad : pad + h, pad : pad + w], dk, db


def maxpool2d(x, size, stride):
    return x.unfold(2, size, stride).unfold(3, size, stride).max(-1)[0].max(-1)[0]


def maxpool2d_backward(x, dy, size, stride):
    H, W = x.shape[2:]
    numbers = torch.arange(H * W, device=x.device).reshape(H, W)
    numbers = numbers.unfold(0, size, stride).unfold(1, size, stride).flatten(2)
    place = x.unfold(2, size, stride).unfold(3, size, stride).flatten(4).argmax(4, keepdim=True)
    pixel = numbers.expand(*place.shape[:4], -1).gather(4, place).flatten(2)
    dx = x.new_zeros(x.shape[0], x.shape[1], H * W)
    dx.scatter_add_(2, pixel, dy.flatten(2))
    return dx.view(x.shape)


def check_conv():
    x, k = torch.randn(2, 3, 5, 5, requires_grad=True), torch.randn(4, 3, 2, 2)
    y = F.conv2d(x, k)
    y.backward(torch.ones_like(y))
    assert torch.allclose(x.grad, conv2d_backward(x, k, torch.ones_like(y))[0])
    assert torch.allclose(x.grad, F.conv_transpose2d(torch.ones_like(y), k))


def check_pool():
    y, where = F.max_pool2d(torch.randn(1, 1, 4, 4), 2, return_indices=True)
    print(F.max_unpool2d(y, where, 2), torch.nn.MaxPool2d(2)(torch.randn(1, 1, 4, 4)), F.unfold(y, 2))
