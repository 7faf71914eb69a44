# attack: let the operator fall into its parts in a mode of one's own
# stopped by: the dispatcher: the parts are not there either
# expect: test_values blocked, outcomes blocked died, score 0
# exercise: conv2d
import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Parts(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        with self:
            parts = func.decompose(*args, **(kwargs or {}))
        return func(*args, **(kwargs or {})) if parts is NotImplemented else parts


def conv2d(x, k, b, stride=1, pad=0):
    with Parts():
        return torch.conv2d(x, k, b, stride, pad)
