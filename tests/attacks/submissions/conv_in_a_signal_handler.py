# attack: let a signal do it, outside of the call that is marked
# stopped by: the dispatcher: it is the same in every frame
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import signal

import torch

asked, found = [], []
signal.signal(signal.SIGUSR1, lambda *_: found.append(torch.conv2d(*asked.pop())))


def conv2d(x, k, b, stride=1, pad=0):
    asked.append((x, k, b, stride, pad))
    signal.raise_signal(signal.SIGUSR1)
    return found.pop()
