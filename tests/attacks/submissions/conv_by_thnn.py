# attack: ask for the convolution of another library by the name that its operator has there
# stopped by: the dispatcher: the operator is not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    return torch._C._nn.thnn_conv2d(x, k, k.shape[2:], b, stride, pad)
