# attack: the backward pass of the transposed convolution, called forward
# stopped by: the dispatcher: the kin of a forbidden operator are not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    rows, columns = ((n + 2 * pad - m) // stride + 1 for n, m in zip(x.shape[2:], k.shape[2:]))
    like = x.new_zeros(len(x), len(k), rows, columns)
    left = [(n + 2 * pad - m) % stride for n, m in zip(x.shape[2:], k.shape[2:])]
    settings = [stride] * 2, [pad] * 2, [1, 1], True, left, 1, [True, False, False]
    found, _, _ = torch.ops.aten.convolution_backward(x, like, k, None, *settings)
    return found + b[:, None, None]
