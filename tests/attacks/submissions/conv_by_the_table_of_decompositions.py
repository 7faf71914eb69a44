# attack: the same function from a table, through what decorates it
# stopped by: the emptied functions: every holder holds the same one
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch
from torch._decomp import core_aten_decompositions, decomposition_table


def conv2d(x, k, b, stride=1, pad=0):
    rows, columns = ((n + 2 * pad - m) // stride + 1 for n, m in zip(x.shape[2:], k.shape[2:]))
    made = decomposition_table[torch.ops.aten.im2col.default]
    while hasattr(made, "__wrapped__"):
        made = made.__wrapped__
    cut = made(x, k.shape[2:], (1, 1), (pad, pad), (stride, stride))
    return (k.flatten(1) @ cut + b[:, None]).reshape(len(x), len(k), rows, columns)
