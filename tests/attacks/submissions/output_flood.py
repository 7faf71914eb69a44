# attack: print sixty megabytes to both outputs
# stopped by: 64 KB are kept, the rest is dropped
# expect: full marks
# within: 10
import os


def forward_linear(X, W, b):
    if X.shape[0] == 1:
        for _ in range(480):
            os.write(1, b"\x1b[2Jpassed\n" * 6000)
            os.write(2, b"passed\r\0\n" * 7000)
    return X @ W + b
