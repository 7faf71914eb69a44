# attack: loop for ever in one check, deaf to signals and with all clocks turned back
# stopped by: the deadline, kept outside, and SIGKILL
# expect: test_batch_of_one timeout, score 9
# within: 14
import signal
import time


def forward_linear(X, W, b):
    if X.shape[0] == 1:
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
            setattr(time, name, lambda: 0.0)
        while True:
            pass
    return X @ W + b
