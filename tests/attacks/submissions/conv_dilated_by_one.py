# attack: a dilated convolution whose holes have no width
# stopped by: the dispatcher: the operator is not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    return torch._C._nn.slow_conv_dilated2d(x, k, k.shape[2:], b, (stride,) * 2, (pad,) * 2, (1, 1))
