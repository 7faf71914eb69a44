# attack: use up threads, descriptors and the stack, and answer from what is left
# stopped by: rlimits; a box of its own
# expect: full marks
# within: 10
import os
import threading

def deeper(n=0):
    return deeper(n + 1)


def forward_linear(X, W, b):
    threads, descriptors, stay = [], [], threading.Event()
    try:
        for _ in range(500):
            thread = threading.Thread(target=stay.wait, daemon=True)
            thread.start()
            threads.append(thread)
    except RuntimeError:
        pass
    if len(threads) >= 500:
        raise ValueError("500 threads")
    try:
        for _ in range(5000):
            descriptors.append(os.dup(0))
    except OSError:
        pass
    if len(descriptors) >= 5000:
        raise ValueError("5000 descriptors")
    try:
        deeper()
    except RecursionError:
        pass
    stay.set()
    for descriptor in descriptors:
        os.close(descriptor)
    return X @ W + b
