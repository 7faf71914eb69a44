# attack: answer every call with another kind of value that no suite asks for
# stopped by: the wire and the comparison: type before value
# expect: score 0
import itertools
import types

import numpy
import torch

deep = []
for _ in range(2000):
    deep = [deep]
cyclic = []
cyclic.append(cyclic)
VALUES = [
    None, "text", "9" * 100_000, 10**4000, -(10**30), True, float("nan"), -0.0, b"bytes", deep,
    cyclic, [None] * 200_000, {1, 2}, {(1, 2): 3}, {2**61 - 1: 0, 0: 1}, range(5), slice(1, 2), ...,
    (x for x in "abc"), lambda: 0, int, types, NotImplemented, ValueError("as a value"),
    numpy.ones(3), numpy.float64(1), numpy.array([object()]), memoryview(b"x"), 1j,
    torch.tensor(1.0), torch.zeros(3, 4).to_sparse(), torch.zeros(3, 4, dtype=torch.complex128),
    torch.quantize_per_tensor(torch.zeros(3), 0.1, 0, torch.qint8), torch.zeros(2, device="meta"),
    torch.nn.Parameter(torch.zeros(3, 4)), torch.nested.nested_tensor([torch.zeros(2)]),
    torch.zeros(1, 0, 2**30, 2**30), torch.zeros(*[1] * 20), torch.zeros(3).to_mkldnn(),
    torch.zeros(3, dtype=torch.float8_e5m2), torch.zeros(3).untyped_storage(), torch.float32,
    torch.Size((1, 2)), torch.device("cpu"), torch.Generator(), torch.nn.ReLU(),
    torch.zeros(4, 3).T.conj(), torch.zeros(3).as_strided((10**6, 10**6), (0, 0)),
    torch.return_types.max((torch.zeros(1), torch.zeros(1))),
]
calls = itertools.count()


def forward_linear(X, W, b):
    return VALUES[(next(calls) * 7 + X.shape[0]) % len(VALUES)]
