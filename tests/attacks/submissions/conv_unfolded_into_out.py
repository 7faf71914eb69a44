# attack: cut the windows by the variant of unfold that writes into a tensor
# stopped by: the dispatcher: every variant is refused
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    rows, columns = ((n + 2 * pad - m) // stride + 1 for n, m in zip(x.shape[2:], k.shape[2:]))
    space = x.new_empty(0)
    torch.ops.aten.im2col.out(x, list(k.shape[2:]), [1, 1], [pad] * 2, [stride] * 2, out=space)
    return (k.flatten(1) @ space + b[:, None]).reshape(len(x), len(k), rows, columns)
