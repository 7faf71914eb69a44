# attack: stop the own process, so that it computes nothing and never ends
# stopped by: the deadline, kept outside, and SIGKILL
# expect: test_batch_of_one timeout, score 9
# within: 25
# slow
import os
import signal


def forward_linear(X, W, b):
    if X.shape[0] == 1:
        os.kill(os.getpid(), signal.SIGSTOP)
    return X @ W + b
