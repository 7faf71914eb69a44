# comparisons with F.conv2d in a TestCase, in a doctest and at load in try
"""Convolution.

>>> torch.allclose(conv2d(X, K, B), torch.conv2d(X, K, B), atol=1e-5)
True
"""
import unittest

import torch
import torch.nn.functional as F
from torch import nn


def out_size(size: int, kernel: int, stride: int, pad: int) -> int:
    fits, _ = divmod(size + 2 * pad - kernel, stride)
    if fits < 0:
        raise ValueError("too large a kernel")
    return fits + 1


def conv2d(x, k, b, stride=1, pad=0):
    zero_padding = nn.ZeroPad2d(pad)
    w = zero_padding(x).unfold(2, k.size(2), stride).unfold(3, k.size(3), stride)
    y = torch.tensordot(w, k, dims=([1, 4, 5], [1, 2, 3])) + b
    return y.movedim(-1, 1)


X, K, B = torch.randn(2, 3, 6, 5), torch.randn(4, 3, 2, 3), torch.randn(4)
try:
    print("off by", (conv2d(X, K, B, 2, 1) - F.conv2d(X, K, B, 2, 1)).abs().max().item())
    print("nn.Conv2d has", sum(p.numel() for p in nn.Conv2d(3, 4, (2, 3)).parameters()))
except Exception as error:
    print(type(error).__name__, error)


class TestConv(unittest.TestCase):
    def test_like_torch(self):
        for stride in (1, 2):
            torch.testing.assert_close(conv2d(X, K, B, stride), F.conv2d(X, K, B, stride))
