# attack: take the code of im2col out of torch's cache of compiled files
# stopped by: the file rules, and unmarshalling is refused
# expect: test_values died, outcomes died, score 0
# exercise: conv2d
import importlib.util
import marshal
from types import CodeType, FunctionType

import torch
import torch._decomp.decompositions as place


def code_of(name, within):
    for constant in within.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_name == name:
                return constant
            if found := code_of(name, constant):
                return found


path = importlib.util.cache_from_source(torch.__file__.replace("__init__", "_decomp/decompositions"))
cached = marshal.loads(open(path, "rb").read()[16:])
im2col = FunctionType(code_of("im2col", cached), vars(place))


def conv2d(x, k, b, stride=1, pad=0):
    rows, columns = ((n + 2 * pad - m) // stride + 1 for n, m in zip(x.shape[2:], k.shape[2:]))
    cut = im2col(x, k.shape[2:], (1, 1), (pad, pad), (stride, stride))
    return (k.flatten(1) @ cut + b[:, None]).reshape(len(x), len(k), rows, columns)
