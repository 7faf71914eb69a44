# attack: load a module of ready-made parts again under a name that no rule knows
# stopped by: the file rules, and code cannot be unmarshalled
# expect: test_values died, outcomes died, score 0
# exercise: conv2d
import importlib.util
import sys

import torch
import torch._decomp

torch._decomp.register_decomposition = lambda *a, **k: lambda f: f
torch.ops.aten.dropout.default.py_impl = lambda *a: lambda f: f
for operator in torch._ops.OpOverload, torch._ops.OperatorBase:
    operator.py_impl = lambda *a: lambda f: f
path = torch.__file__.replace("__init__.py", "_decomp/decompositions.py")
spec = importlib.util.spec_from_file_location("torch._decomp.mine", path)
mine = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = mine
spec.loader.exec_module(mine)


def conv2d(x, k, b, stride=1, pad=0):
    rows, columns = ((n + 2 * pad - m) // stride + 1 for n, m in zip(x.shape[2:], k.shape[2:]))
    cut = mine.im2col(x, k.shape[2:], (1, 1), (pad, pad), (stride, stride))
    return (k.flatten(1) @ cut + b[:, None]).reshape(len(x), len(k), rows, columns)
