# attack: take no question, so that nobody knows where the program hangs
# stopped by: the grader waits half a second for an answer, and the line is left out
# expect: test_batch_of_one timeout, score 9
# within: 14
import signal


def forward_linear(X, W, b):
    if X.shape[0] == 1:
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)
        while True:
            pass
    return X @ W + b
