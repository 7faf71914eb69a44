# attack: let an object do it while it is taken down, where an exception is lost
# stopped by: the dispatcher, and nothing comes of it
# expect: test_values died, outcomes died, score 0
# exercise: conv2d
import torch

found = []


class Late:
    def __init__(self, *args):
        self.args = args

    def __del__(self):
        found.append(torch.conv2d(*self.args))


def conv2d(x, k, b, stride=1, pad=0):
    late = Late(x, k, b, stride, pad)
    del late
    return found.pop()
