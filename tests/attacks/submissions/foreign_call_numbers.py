# attack: make system calls in the numbering of another architecture, which filters forget
# stopped by: seccomp: SIGSYS
# expect: test_batch_of_one died, score 9
# rules: none
import ctypes
import os

X32 = 0x4000_0000


def forward_linear(X, W, b):
    if X.shape[0] == 1:
        pid = ctypes.CDLL(None).syscall(X32 | 39)
        os.abort() if pid < 0 else None
    return X @ W + b
