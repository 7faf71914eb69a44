# a dataclass whose spare method mentions F.linear and is never called
from __future__ import annotations

import dataclasses
import functools
import typing

import torch
import torch.nn.functional as F


@dataclasses.dataclass(frozen=True)
class Layer:
    W: torch.Tensor
    b: torch.Tensor

    def __call__(self, X: torch.Tensor) -> torch.Tensor:
        parts: typing.Sequence[torch.Tensor] = [torch.mm(X, self.W), self.b]
        return functools.reduce(torch.add, parts)

    def torch_equivalent(self):
        return lambda X: F.linear(X, self.W.T, self.b)


def forward_linear(X, W, b):
    return Layer(W, b)(X)
