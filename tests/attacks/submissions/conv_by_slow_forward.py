# attack: ask for the half of a convolution that its gradient keeps
# stopped by: the dispatcher: the operator is not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    size = list(k.shape[2:])
    return torch.ops.aten._slow_conv2d_forward(x, k, size, b, [stride, stride], [pad, pad])
