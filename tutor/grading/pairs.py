"""Values that came and values that were expected, as the relations between them see both."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import torch

ODDS = 24  # bits
DIGITS = 30  # bits that a value in float64 can speak for

Arguments = Mapping[str, torch.Tensor]


@dataclass(frozen=True)
class Pair:
    """Values that came and values that were expected, of one shape; how far apart they may be."""

    actual: torch.Tensor
    expected: torch.Tensor
    near: float
    arguments: Arguments
    whole: bool = False  # of a dtype without fractions
    others: Arguments = field(default_factory=dict)  # what was expected of the same call besides

    def like(self, other: torch.Tensor) -> bool:
        """Whether what came is this instead, everywhere."""
        return other.shape == self.actual.shape and bool(self.same(self.actual, other).all())

    def same(self, one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
        size = max(1.0, largest(other) / max(largest(self.expected), 1e-300))
        return (one == other) | ((one - other).abs() <= self.near * size)

    @cached_property
    def values(self) -> int:
        """How many different values were expected."""
        return len(set(self.expected.flatten().tolist()))

    def beats_chance(self, free: int = 0) -> bool:
        """Whether there are enough different values, when `free` of them can be made to fit."""
        values = self.values
        whole = bool((self.expected == self.expected.round()).all())
        if whole:
            bits = math.log2(max(values, 1))
            return bool((self.expected.numel() - free) * bits >= ODDS)
        digits = math.log2(max(2.0, largest(self.expected) / max(self.near, 1e-300)))
        return bool((values - free) * min(digits, DIGITS) >= ODDS)


def largest(values: torch.Tensor) -> float:
    return float(values.detach().abs().max()) if values.numel() else 0.0
