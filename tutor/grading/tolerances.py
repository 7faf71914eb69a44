"""How far off a value may be, by its dtype and by how it came about.

* float64 shows the algorithm: 1e-9 of the largest value of the row, plus 1e-12.
* A sum of K products in lower precision, with S the sum of the terms' magnitudes, may err by
  `(8 + sqrt(K)) * u * S + 2 * u_out * |y|`: the sqrt(K) growth of rounding errors of Higham and
  Mary (2019), with room for any order of summation; u is float32's unit roundoff, u_out the
  dtype's.
* Anything else in lower precision may err by `32 * u_out * max|y|`.

The expected value is always computed in float64 from the very inputs, already rounded, that the
learner was given.
"""

import math
from dataclasses import dataclass
from typing import Any

import torch

UNIT_ROUNDOFF = {
    torch.float64: 2.0**-53,
    torch.float32: 2.0**-24,
    torch.float16: 2.0**-11,
    torch.bfloat16: 2.0**-8,
}


@dataclass(frozen=True)
class Reduction:
    """A sum of `length` products whose magnitudes add up to `magnitude`, elementwise."""

    length: int
    magnitude: torch.Tensor


def roundoff(*tensors: torch.Tensor) -> float:
    """The unit roundoff of the coarsest of them, for a tolerance that a suite works out itself."""
    return max(UNIT_ROUNDOFF.get(tensor.dtype, 0.0) for tensor in tensors)


def are_floats(*dtypes: torch.dtype) -> bool:
    return all(dtype in UNIT_ROUNDOFF for dtype in dtypes)


def is_coarser(actual: Any, dtype: torch.dtype) -> bool:
    """Whether a value comes in a floating-point dtype of fewer digits than the one asked for."""
    if not isinstance(actual, torch.Tensor) or dtype not in UNIT_ROUNDOFF:
        return False
    return UNIT_ROUNDOFF.get(actual.dtype, 0.0) > UNIT_ROUNDOFF[dtype]


def agrees(actual: torch.Tensor, expected: torch.Tensor, tolerance: torch.Tensor) -> torch.Tensor:
    """Elementwise: equal, or apart by no more than the tolerance."""
    if not actual.is_floating_point():
        return actual == expected
    return (actual == expected) | ((actual - expected).abs() <= tolerance)


def tolerance_of(
    expected: torch.Tensor,
    dtype: torch.dtype,
    reduction: Reduction | None,
    within: float | None,
) -> torch.Tensor:
    if within is not None:
        return torch.tensor(within, dtype=torch.float64)
    # An infinite value must be met exactly; it must not widen the tolerance of its neighbours.
    size = torch.where(expected.isfinite(), expected, 0).abs()
    if dtype == torch.float64:
        row = size.amax(-1, keepdim=True) if size.dim() and size.numel() else size
        return 1e-9 * row + 1e-12
    u_out = UNIT_ROUNDOFF[dtype]
    if reduction is not None:
        growth = 8 + math.sqrt(reduction.length)
        total = reduction.magnitude.to(torch.float64)
        return growth * UNIT_ROUNDOFF[torch.float32] * total + 2 * u_out * size
    largest = size.max() if size.numel() else torch.zeros((), dtype=torch.float64)
    return 32 * u_out * largest


def rough_tolerance(
    expected: torch.Tensor,
    dtype: torch.dtype,
    within: float | None,
    rounding: "float | Reduction | None",
) -> torch.Tensor:
    """How far off a value may be in a dtype of fewer digits than were asked for."""
    reduction = rounding if isinstance(rounding, Reduction) else None
    near = rounding if isinstance(rounding, float | int) else None
    tolerance = tolerance_of(expected, dtype, reduction, near)
    return tolerance.clamp(min=1e-12 if within is None else within)
