# attack: load slowly and end the box in every check, so that each one has to load again
# stopped by: the budget of the submission, which counts loads
# expect: test_values died, outcomes died timeout skipped, score 0
# slow
import os
import time

time.sleep(9)


def forward_linear(X, W, b):
    os._exit(1)
