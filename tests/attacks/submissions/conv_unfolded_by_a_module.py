# attack: windows by the module, from a class of one's own
# stopped by: the dispatcher: the operator is not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


class Windows(torch.nn.Unfold):
    pass


def conv2d(x, k, b, stride=1, pad=0):
    rows, columns = ((n + 2 * pad - m) // stride + 1 for n, m in zip(x.shape[2:], k.shape[2:]))
    cut = Windows(tuple(k.shape[2:]), padding=pad, stride=stride)(x)
    return (k.flatten(1) @ cut + b[:, None]).reshape(len(x), len(k), rows, columns)
