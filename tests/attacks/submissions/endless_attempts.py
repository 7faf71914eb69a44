# attack: ask the kernel without end for what is refused, so that the grader is busy saying no
# stopped by: after a hundred times nobody listens
# expect: full marks
# rules: none
# expect: tried to trace or read another process
# needs: seccomp
# within: 20
import ctypes
import threading

libc = ctypes.CDLL(None, use_errno=True)


def ask(times):
    for _ in range(times):
        libc.ptrace(16, 1, 0, 0)


def forward_linear(X, W, b):
    threads = [threading.Thread(target=ask, args=(1000,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return X @ W + b
