# attack: call it inside functionalize, which has kernels of its own
# stopped by: the dispatcher: it lies below all transforms
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch
import torch.nn.functional as F


def conv2d(x, k, b, stride=1, pad=0):
    return torch.func.functionalize(lambda *a: F.conv2d(*a, stride=stride, padding=pad))(x, k, b)
