# attack: none: a right solution with its debug prints left in
# stopped by: nothing to stop
# expect: full marks
import sys


def forward_linear(X, W, b):
    print("shapes", X.shape, W.shape, b.shape)
    print(X, file=sys.stderr, flush=True)
    return X @ W + b
