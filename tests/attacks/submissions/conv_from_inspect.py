# attack: ask inspect for the source of a decomposition
# stopped by: the file rules, and the cache of lines is empty
# expect: test_values died, outcomes died, score 0
# exercise: conv2d
import inspect
import textwrap

import torch
import torch._decomp.decompositions as place

text = textwrap.dedent(inspect.getsource(inspect.unwrap(place.im2col)))
scope = dict(vars(place))
exec(text[text.index("def im2col") :], scope)


def conv2d(x, k, b, stride=1, pad=0):
    rows, columns = ((n + 2 * pad - m) // stride + 1 for n, m in zip(x.shape[2:], k.shape[2:]))
    cut = scope["im2col"](x, k.shape[2:], (1, 1), (pad, pad), (stride, stride))
    return (k.flatten(1) @ cut + b[:, None]).reshape(len(x), len(k), rows, columns)
