# attack: a convolution in three dimensions, of which one has length 1
# stopped by: the dispatcher: the operator is not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    kernel, step, edge = (1, *k.shape[2:]), (1, stride, stride), (0, pad, pad)
    slow = torch._C._nn.slow_conv3d
    return slow(x[:, :, None], k[:, :, None], kernel, b, step, edge)[:, :, 0]
