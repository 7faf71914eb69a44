# attack: exchange the pipes for one another and make them non-blocking
# stopped by: the wire; a box of its own
# expect: outcomes died, score 0
import os


def forward_linear(X, W, b):
    for descriptor in (1, 2, 3, 4):
        os.set_blocking(descriptor, False)
    os.dup2(3, 4)
    os.dup2(1, 3)
    return X @ W + b
