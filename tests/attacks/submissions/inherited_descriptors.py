# attack: use descriptors that the fork may have left open: sockets, rulesets, other boxes' pipes
# stopped by: only its own pipes are open
# expect: full marks
import os
import stat


def open_ones():
    found = {}
    for number in range(4096):
        try:
            found[number] = os.fstat(number).st_mode
        except OSError:
            continue
    return found


def forward_linear(X, W, b):
    found = open_ones()
    if set(found) != {0, 1, 2, 3, 4}:
        raise RuntimeError(f"open: {found}")
    if not stat.S_ISCHR(found[0]) or not all(stat.S_ISFIFO(found[n]) for n in (1, 2, 3, 4)):
        raise RuntimeError(f"kinds: {found}")
    if os.read(0, 10):
        raise RuntimeError("standard input has something to say")
    for wrong_way in (lambda: os.read(4, 1), lambda: os.write(3, b"x"), lambda: os.read(1, 1)):
        try:
            wrong_way()
        except OSError:
            continue
        raise RuntimeError("a pipe works in both directions")
    return X @ W + b
