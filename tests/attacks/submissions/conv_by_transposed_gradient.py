# attack: the convolution as the gradient of a transposed one
# stopped by: the dispatcher: the operator is not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch
import torch.nn.functional as F


def conv2d(x, k, b, stride=1, pad=0):
    size = (x.shape[2] + 2 * pad - k.shape[2]) // stride + 1
    other = (x.shape[3] + 2 * pad - k.shape[3]) // stride + 1
    y = x.new_zeros(len(x), len(k), size, other).requires_grad_()
    left = [(n + 2 * pad - m) % stride for n, m in zip(x.shape[2:], k.shape[2:])]
    back = F.conv_transpose2d(y, k, stride=stride, padding=pad, output_padding=left)
    (grad,) = torch.autograd.grad(back, y, x, create_graph=True)
    return grad + b[:, None, None]
