# attack: torch's im2col in Python, made of operators that are there
# stopped by: the emptied functions
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch
from torch._decomp.decompositions import im2col


def conv2d(x, k, b, stride=1, pad=0):
    rows, columns = ((n + 2 * pad - m) // stride + 1 for n, m in zip(x.shape[2:], k.shape[2:]))
    cut = im2col(x, k.shape[2:], (1, 1), (pad, pad), (stride, stride))
    return (k.flatten(1) @ cut + b[:, None]).reshape(len(x), len(k), rows, columns)
