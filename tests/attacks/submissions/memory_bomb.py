# attack: take all memory: tensors, bytes, mappings that limits forget
# stopped by: rlimits; seccomp (shared memory)
# expect: outcomes memory, score 0
# within: 20
import mmap

import torch


def forward_linear(X, W, b):
    held = []
    if X.shape[0] % 3 == 1:
        while True:
            held.append(torch.ones(1 << 22))
    if X.shape[0] % 3 == 2:
        while True:
            held.append(bytearray(1 << 26))
    for flags in (mmap.MAP_SHARED | mmap.MAP_ANONYMOUS, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS):
        try:
            held.append(mmap.mmap(-1, 1 << 34, flags))
        except OSError:
            continue
        return X @ W + b
    raise MemoryError
