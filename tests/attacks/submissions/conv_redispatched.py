# attack: hand the call to a set of keys chosen by hand
# stopped by: the doors: the dispatcher's own calls are not there
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    keys = torch._C._dispatch_keys(x)
    operator = torch.ops.aten.conv2d.default
    return operator.redispatch(keys, x, k, b, [stride, stride], [pad, pad])
