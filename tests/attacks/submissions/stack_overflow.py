# attack: recurse without end, in Python and in C
# stopped by: a box of its own
# expect: outcomes died, score 0
import sys


class Endless:
    def __getattr__(self, name):
        return getattr(self, name)


def forward_linear(X, W, b):
    if X.shape[0] % 2:
        sys.setrecursionlimit(10**9)
    return Endless().value
