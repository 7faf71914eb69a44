# attack: all three gradients from the one operator that serves autograd
# stopped by: the dispatcher: kin are told by their names
# expect: test_pixels blocked, outcomes blocked died, score 0
# exercise: conv2d_backward
import torch


def conv2d_backward(x, k, dy, stride=1, pad=0):
    settings = [stride] * 2, [pad] * 2, [1, 1], False, [0, 0], 1, [True, True, True]
    return torch.ops.aten.convolution_backward(dy, x, k, [len(k)], *settings)
