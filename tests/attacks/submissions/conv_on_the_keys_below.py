# attack: go below the keys of autograd, where a refusal might not stand
# stopped by: the doors: guards of the dispatcher are not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    with torch._C._AutoDispatchBelowAutograd():
        return torch.conv2d(x, k, b, stride, pad)
