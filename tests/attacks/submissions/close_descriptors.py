# attack: close every descriptor in one check, and keep running
# stopped by: the deadline and the kill
# expect: test_batch_of_one died, score 9
import os


def forward_linear(X, W, b):
    if X.shape[0] == 1:
        os.closerange(0, 64)
        while True:
            pass
    return X @ W + b
