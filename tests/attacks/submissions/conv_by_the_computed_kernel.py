# attack: take the kernel that the dispatcher computed for a key, and call it boxed
# stopped by: the dispatcher: the kernel of each key that computes is the refusal
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    kernel = torch.library.get_kernel("aten::conv2d", "CPU")
    keys = torch._C._dispatch_keys(x)
    return kernel.call_boxed(keys, x, k, b, [stride, stride], [pad, pad], [1, 1], 1)
