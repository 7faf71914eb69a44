# attack: a trace function that jumps over the line of the refusal
# stopped by: the dispatcher: after the refusal nothing is left to return
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import sys

import torch


def skip(frame, event, value):
    if frame.f_code.co_name in ("refuse", "__init__") and "furnish" in frame.f_code.co_filename:
        frame.f_trace = lambda f, e, v: setattr(f, "f_lineno", f.f_code.co_firstlineno) or skip
    return skip


def conv2d(x, k, b, stride=1, pad=0):
    sys.settrace(skip)
    try:
        return torch.conv2d(x, k, b, stride, pad)
    finally:
        sys.settrace(None)
