"""Expectations of a suite: each one holds, or fails with a sentence for the learner.

Structure comes before numbers: type, dtype, shape, finiteness, and only then values. The condition
is written positively, `(error <= tolerance).all()`, because NaN passes its negation.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from tutor.grading.answers import leaves
from tutor.grading.grammar import are, contains, counted, has
from tutor.grading.relations import related, reshaped
from tutor.grading.tolerances import (
    UNIT_ROUNDOFF,
    Reduction,
    agrees,
    are_floats,
    is_coarser,
    rough_tolerance,
    tolerance_of,
)
from tutor.grading.values_in_words import apart, difference, dtype_name, kind_of, share
from tutor.grading.watched import ARGUMENTS, ASKED, OTHERS, WATCH, Seen, beside, note, wrong


@dataclass(frozen=True)
class Cost:
    """What a call took: operations that compute, and elements read out of torch into Python."""

    operations: int
    left: int


def require(
    condition: bool, message: str, judged: torch.Tensor | None = None, apart: bool = False
) -> None:
    """Expect a property. `message` says to the learner what is wrong when it does not hold.

    A yes or no looks the same for many mistakes. `judged` are the values that it was read from: a
    known mistake then has to fail with these values to be named. `apart` says that the property
    has nothing to do with how right the values are: a loop, an argument that is written into.
    """
    tolerance = None if judged is None else torch.zeros((), dtype=torch.float64)
    seen = note(Seen(message, judged, tolerance, apart))
    if not condition:
        raise wrong(message, seen)


def expect(
    actual: Any,
    expected: Any,
    what: str = "The result",
    *,
    dtype: torch.dtype | None = None,
    reduction: Reduction | None = None,
    within: float | None = None,
) -> None:
    """Expect a value from the learner.

    `expected` is a tensor, a number, or a tuple or list of them. `dtype` is the dtype asked of the
    learner; without it, any floating-point dtype will do where one is expected, because one check
    judges the dtype and the others the values. `reduction` widens the tolerance as the module
    says; `within` is an absolute tolerance that replaces it, for statistics.
    """
    if isinstance(expected, tuple | list):
        _expect_sequence(actual, expected, what, dtype, within)
    elif isinstance(expected, torch.Tensor):
        _expect_tensor(actual, expected, what, dtype, reduction, within)
    else:
        _expect_number(actual, expected, what, within)


def expect_unchanged(after: Sequence[Any], /, **before: Any) -> None:
    """Expect that a call wrote into none of its arguments, which go by their names."""
    names = list(before)
    left = zip(leaves(names, list(before.values())), leaves(names, after), strict=True)
    for (name, was), (_, now) in left:
        told = f"The call changes its argument {name} in place."
        require(torch.equal(was, now), told, apart=True)


def expect_no_loop(small: Cost, large: Cost, added: int, what: str) -> None:
    """Expect that `added` more of `what` (rows, weights) cost no loop of operations in Python."""
    require(
        large.left == 0,
        "The code leaves torch (with `numpy()`, `tolist()` or similar), so autograd and the GPU "
        "cannot follow it. Use torch's own operations.",
        apart=True,
    )
    more = large.operations - small.operations
    require(
        more < added / 2,
        f"{added} more {what} cost {more} more torch operations, because Python handles them one "
        "by one. Use one torch operation for all of them.",
        apart=True,
    )


def expect_like(
    actual: Any, like: torch.Tensor, what: str = "The result", *, dtype: torch.dtype | None = None
) -> None:
    """Expect a tensor with the shape of another, whatever its finite values; in this `dtype` if it
    is named, or else in any that is as much a floating-point one."""
    free = (
        dtype is None and isinstance(actual, torch.Tensor) and are_floats(actual.dtype, like.dtype)
    )
    _expect_structure(actual, like, actual.dtype if free else dtype or like.dtype, what)
    if not actual.isfinite().all():
        raise wrong(f"{contains(what)} NaN or infinity ({share(~actual.isfinite())}).")


def of_parts(result: Any, parts: Sequence[str], entry: str) -> Sequence[Any]:
    """A result that has several parts, once it has as many as there are names for them."""
    require(
        isinstance(result, tuple | list) and len(result) == len(parts),
        f"`{entry}` should return {len(parts)} things: {', '.join(parts)}.",
    )
    return result  # type: ignore[no-any-return]


def _expect_sequence(
    actual: Any,
    expected: tuple[Any, ...] | list[Any],
    what: str,
    dtype: torch.dtype | None,
    within: float | None,
) -> None:
    kind = "tuple" if isinstance(expected, tuple) else "list"
    if not isinstance(actual, tuple | list):
        raise wrong(f"{are(what)} {kind_of(actual)}; a {kind} of {len(expected)} was expected.")
    if len(actual) != len(expected):
        raise wrong(
            f"{has(what)} {counted(len(actual), 'part')}; "
            f"{len(expected)} {'was' if len(expected) == 1 else 'were'} expected."
        )
    names = [f"{what}[{i}]" for i in range(len(expected))]
    with beside(names, expected):
        for name, a, e in zip(names, actual, expected, strict=True):
            expect(a, e, name, dtype=dtype, within=within)


def _expect_number(actual: Any, expected: Any, what: str, within: float | None) -> None:
    dtype = actual.dtype if isinstance(actual, torch.Tensor) else None
    if isinstance(actual, torch.Tensor) and actual.dim() == 0:
        actual = actual.item()
    if isinstance(expected, bool) or not isinstance(expected, int | float):
        seen = note(Seen(what, said=repr(actual)))
        if type(actual) is not type(expected) or actual != expected:
            mine, right = apart(actual, expected)
            raise wrong(f"{are(what)} {mine}; {right} was expected.", seen)
        return
    if isinstance(actual, bool) or not isinstance(actual, int | float):
        raise wrong(f"{are(what)} {kind_of(actual)}; a number was expected.")
    number, target = (torch.tensor(float(n), dtype=torch.float64) for n in (actual, expected))
    tolerance = tolerance_of(target, torch.float64, None, within)
    if dtype in UNIT_ROUNDOFF and dtype != torch.float64:
        tolerance = rough_tolerance(target, dtype, within, None)
    _compare(number, target, what, tolerance, apart(actual, expected))


def _expect_tensor(
    actual: Any,
    expected: torch.Tensor,
    what: str,
    dtype: torch.dtype | None,
    reduction: Reduction | None,
    within: float | None,
) -> None:
    asked = ASKED.get()
    judged = asked.dtype if asked.dtype is not None else dtype is not None
    dtype = dtype or expected.dtype
    rough = not judged and is_coarser(actual, dtype)
    if not judged and isinstance(actual, torch.Tensor) and are_floats(actual.dtype, dtype):
        dtype = actual.dtype if rough else dtype
        actual = actual.to(dtype)
    _expect_structure(actual, expected, dtype, what)
    if not asked.values:
        return
    if not actual.dtype.is_floating_point:
        _compare(actual, expected, what, torch.zeros(()))
        return
    target = expected.to(torch.float64)
    if rough:
        tolerance = rough_tolerance(target, dtype, within, asked.rounding)
    else:
        tolerance = tolerance_of(target, dtype, reduction, within)
    _compare(actual.to(torch.float64), target, what, tolerance)


def _expect_structure(actual: Any, expected: torch.Tensor, dtype: torch.dtype, what: str) -> None:
    if not isinstance(actual, torch.Tensor):
        raise wrong(f"{are(what)} {kind_of(actual)}; a tensor was expected.")
    if actual.shape != expected.shape and ASKED.get().values:
        shapes = f"{tuple(actual.shape)}; {tuple(expected.shape)} was expected."
        relation = partial(_reshaped, actual, expected)
        raise wrong(f"{has(what)} shape {shapes}", relation=relation, got=actual)
    if actual.dtype != dtype:
        came, wanted = dtype_name(actual.dtype), dtype_name(dtype)
        raise wrong(f"{has(what)} dtype {came}; {wanted} was expected.", got=actual)


def _reshaped(actual: torch.Tensor, expected: torch.Tensor) -> str:
    size = expected.abs().max() if expected.numel() else torch.zeros(())
    dtype = actual.dtype if actual.dtype in UNIT_ROUNDOFF else torch.float64
    return reshaped(actual, expected, float(tolerance_of(size.double(), dtype, None, None)))


def _compare(
    actual: torch.Tensor,
    expected: torch.Tensor,
    what: str,
    tolerance: torch.Tensor,
    shown: tuple[str, str] | None = None,
) -> None:
    seen = note(Seen(what, actual, tolerance, expected=expected))
    if actual.is_floating_point():
        if actual.isnan().any() and not expected.isnan().any():
            raise wrong(f"{contains(what)} NaN ({share(actual.isnan())}).", seen)
        strange = actual.isinf() & ~expected.isinf()
        if strange.any():
            raise wrong(f"{contains(what)} infinity ({share(strange)}).", seen)
    right = agrees(actual, expected, tolerance)
    if not right.all():
        others = {n: v for n, v in OTHERS.get({}).items() if n != what}
        relation = partial(_related, actual, expected, tolerance, ARGUMENTS.get(dict), others)
        watch = WATCH.get()
        reveal = watch is not None and watch.reveal
        told = difference(actual, expected, right, what, shown, reveal)
        raise wrong(told, seen, relation)


def _related(
    actual: torch.Tensor,
    expected: torch.Tensor,
    tolerance: torch.Tensor,
    given: Callable[[], Mapping[str, torch.Tensor]],
    others: Mapping[str, torch.Tensor],
) -> str:
    return related(actual, expected, tolerance, given(), others)
