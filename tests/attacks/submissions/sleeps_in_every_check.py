# attack: sleep in every check, to hold a grader for minutes
# stopped by: the budget of the submission; two time-outs end a task
# expect: test_values timeout, outcomes timeout skipped, score 0
# slow
import time


def forward_linear(X, W, b):
    time.sleep(1000)
