# attack: call one kernel of the operator by the dispatcher's key, past the others
# stopped by: the dispatcher: each key that computes refuses
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch


def conv2d(x, k, b, stride=1, pad=0):
    operator = torch.ops.aten.conv2d.default
    key = torch._C.DispatchKey.CompositeImplicitAutograd
    return operator._op_dk(key, x, k, b, [stride, stride], [pad, pad])
