# a loop over the kernel's positions, slices and tensordot, prints of shapes
import torch


def out_size(size, kernel, stride, pad):
    if kernel > size + 2 * pad:
        raise ValueError(f"{kernel=} is longer than {size + 2 * pad}")
    return len(range(0, size + 2 * pad - kernel + 1, stride))


def conv2d(x, k, b, stride=1, pad=0):
    n, c, h, w = x.shape
    o, _, kh, kw = k.shape
    h2, w2 = out_size(h, kh, stride, pad), out_size(w, kw, stride, pad)
    padded = x.new_zeros(n, c, h + 2 * pad, w + 2 * pad)
    padded[:, :, pad : pad + h, pad : pad + w] = x
    y = b.reshape(1, o, 1, 1).expand(n, o, h2, w2)
    for u in range(kh):
        for v in range(kw):
            rows = slice(u, u + stride * (h2 - 1) + 1, stride)
            columns = slice(v, v + stride * (w2 - 1) + 1, stride)
            seen = padded[:, :, rows, columns]
            y = y + torch.tensordot(k[:, :, u, v], seen, dims=([1], [1])).transpose(0, 1)
    print(f"{tuple(x.shape)} * {tuple(k.shape)} -> {tuple(y.shape)}, norm {y.detach().norm():.3f}")
    return y
