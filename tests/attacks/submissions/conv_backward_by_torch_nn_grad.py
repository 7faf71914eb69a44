# attack: the module of gradients that few people know
# stopped by: the emptied functions
# expect: test_pixels blocked, outcomes blocked died, score 0
# exercise: conv2d_backward
import torch
from torch.nn import grad


def conv2d_backward(x, k, dy, stride=1, pad=0):
    dx = grad.conv2d_input(x.shape, k, dy, stride, pad)
    return dx, grad.conv2d_weight(x, k.shape, dy, stride, pad), dy.sum((0, 2, 3))
