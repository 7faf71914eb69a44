# as_strided for the windows and one einsum
import torch
import torch.nn.functional as F


def out_size(size, kernel, stride, pad):
    room = size + 2 * pad - kernel
    if room < 0:
        raise ValueError("the kernel does not fit")
    return room // stride + 1


def conv2d(x, k, b, stride=1, pad=0):
    N, C, H, W = x.shape
    O, _, kh, kw = k.shape
    Ho, Wo = out_size(H, kh, stride, pad), out_size(W, kw, stride, pad)
    x = F.pad(x, (pad,) * 4).contiguous()
    sn, sc, sh, sw = x.stride()
    windows = x.as_strided((N, C, Ho, Wo, kh, kw), (sn, sc, sh * stride, sw * stride, sh, sw))
    return torch.einsum("nchwij,ocij->nohw", windows, k) + b.view(1, O, 1, 1)
