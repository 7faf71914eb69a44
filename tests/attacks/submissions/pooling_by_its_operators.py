# attack: max pooling with its places, and the operator that sends back to them
# stopped by: the dispatcher: the family is not there
# expect: test_pool blocked, outcomes blocked died, score 0
# exercise: conv2d_backward
import torch


def maxpool2d(x, size, stride):
    return torch.ops.aten.max_pool2d_with_indices(x, [size, size], [stride, stride])[0]


def maxpool2d_backward(x, dy, size, stride):
    window, step = [size, size], [stride, stride]
    _, places = torch.ops.aten.max_pool2d_with_indices(x, window, step)
    back = torch.ops.aten.max_pool2d_with_indices_backward
    return back(dy, x, window, step, [0, 0], [1, 1], False, places)
