"""Expectations of a suite: each one holds, or fails with a sentence for the learner.

Structure comes before numbers: type, dtype, shape, finiteness, and only then values. The condition
is written positively, `(error <= tolerance).all()`, because NaN passes its negation.

Tolerances know the dtype and, where the check gives it, the reduction:

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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch

from tutor.grading.grammar import are, contains, counted, has
from tutor.grading.relations import related, reshaped
from tutor.grading.values_in_words import apart, difference, dtype_name, kind_of, share

UNIT_ROUNDOFF = {
    torch.float64: 2.0**-53,
    torch.float32: 2.0**-24,
    torch.float16: 2.0**-11,
    torch.bfloat16: 2.0**-8,
}


# What a relation and a change of a right solution may both be about.
_SUBJECTS = ("transpose", "float32", "sign", "square", "logarithm", "exp", "absolute", "order")


@dataclass(frozen=True)
class Seen:
    """One expectation that was checked: its subject and, for values, the result and the bound.

    A yes or no that is `apart` is the same whether the values are right or wrong. `said` is a
    result that is a word, or a yes or no itself. `expected` is there where the result was compared
    with something.
    """

    what: str
    actual: torch.Tensor | None = None
    tolerance: torch.Tensor | None = None
    apart: bool = False
    said: str | None = None
    expected: torch.Tensor | None = None


@dataclass(frozen=True)
class Reduction:
    """A sum of `length` products whose magnitudes add up to `magnitude`, elementwise."""

    length: int
    magnitude: torch.Tensor


@dataclass(frozen=True)
class Cost:
    """What a call took: operations that compute, and elements read out of torch into Python."""

    operations: int
    left: int


class Wrong(AssertionError):
    """An expectation that did not hold; the message is for the learner.

    `met` counts the expectations met so far. `failed` is the one that did not hold; it is None when
    the structure of a value was wrong, so that there was nothing to compare; `got` is that value.
    `message` is the sentence alone; as text it also tells how the values that came are related to
    the right ones.
    """

    def __init__(
        self,
        message: str,
        met: int = 0,
        failed: Seen | None = None,
        relation: Callable[[], str] = str,
        got: torch.Tensor | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.met = met
        self.failed = failed
        self.got = got
        self._relation = relation

    def __str__(self) -> str:
        return self.with_more("")

    def with_more(self, more: str) -> str:
        """The text with one more sentence on the values, unless it says the same as the relation.

        The relation is found out only when it is told: a check also runs with every known mistake.
        """
        first, _, rest = self.message.partition("\n")
        related = self._relation()
        if any(word in related and word in more for word in _SUBJECTS):
            more = ""
        sentence = " ".join(filter(None, [first, related, more]))
        return f"{sentence}\n{rest}" if rest else sentence


class WentOn(Exception):
    """A check reached more expectations than were to be watched."""


@dataclass
class Watch:
    """What the expectations of one run of a check see, in order.

    With `reveal` the message of a failure shows the values that came and that were expected. A run
    that would meet more than `limit` expectations is broken off with `WentOn`.
    """

    reveal: bool = False
    limit: int | None = None
    seen: list[Seen] = field(default_factory=list)

    def note(self, seen: Seen) -> None:
        if self.limit is not None and len(self.seen) >= self.limit:
            raise WentOn
        self.seen.append(seen)


@dataclass(frozen=True)
class Demands:
    """What a check asks of a value: its dtype, its values, or only one of them.

    The dtype is asked for always, never or, with None, where an expectation names one. Elsewhere a
    floating-point value may come in another one, and is then as near as that dtype allows;
    `rounding` says how near where it is known.
    """

    dtype: bool | None = None
    values: bool = True
    rounding: "float | Reduction | None" = None


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)
_asked: ContextVar[Demands] = ContextVar("asked", default=Demands())  # noqa: B039
_arguments: ContextVar[Callable[[], Mapping[str, torch.Tensor]]] = ContextVar("arguments")
_others: ContextVar[Mapping[str, torch.Tensor]] = ContextVar("others")


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Let the expectations inside report to this watch."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


@contextmanager
def unwatched() -> Iterator[None]:
    """Let the expectations inside count for nobody."""
    token = _watch.set(None)
    try:
        yield
    finally:
        _watch.reset(token)


@contextmanager
def asking(asked: Demands) -> Iterator[None]:
    """Let the expectations inside ask for no more than this."""
    token = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(token)


@contextmanager
def answering(arguments: Callable[[], Mapping[str, torch.Tensor]]) -> Iterator[None]:
    """Say to which arguments the values inside are the answer, for the sentences about them."""
    token = _arguments.set(arguments)
    try:
        yield
    finally:
        _arguments.reset(token)


@contextmanager
def beside(names: Iterable[str], values: Iterable[Any]) -> Iterator[None]:
    """Say what is expected of one call under these names, for the sentences about each of them."""
    tensors = {n: v for n, v in zip(names, values, strict=True) if isinstance(v, torch.Tensor)}
    token = _others.set(tensors)
    try:
        yield
    finally:
        _others.reset(token)


def seen_so_far() -> int:
    """How many expectations the check that is running has met."""
    watch = _watch.get()
    return len(watch.seen) if watch else 0


def require(
    condition: bool, message: str, judged: torch.Tensor | None = None, apart: bool = False
) -> None:
    """Expect a property. `message` says to the learner what is wrong when it does not hold.

    A yes or no looks the same for many mistakes. `judged` are the values that it was read from: a
    known mistake then has to fail with these values to be named. `apart` says that the property
    has nothing to do with how right the values are: a loop, an argument that is written into.
    """
    tolerance = None if judged is None else torch.zeros((), dtype=torch.float64)
    seen = _note(Seen(message, judged, tolerance, apart))
    if not condition:
        raise _wrong(message, seen)


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
    free = dtype is None and isinstance(actual, torch.Tensor) and _floats(actual.dtype, like.dtype)
    _expect_structure(actual, like, actual.dtype if free else dtype or like.dtype, what)
    if not actual.isfinite().all():
        raise _wrong(f"{contains(what)} NaN or infinity ({share(~actual.isfinite())}).")


def _expect_sequence(
    actual: Any,
    expected: tuple[Any, ...] | list[Any],
    what: str,
    dtype: torch.dtype | None,
    within: float | None,
) -> None:
    kind = "tuple" if isinstance(expected, tuple) else "list"
    if not isinstance(actual, tuple | list):
        raise _wrong(f"{are(what)} {kind_of(actual)}; a {kind} of {len(expected)} was expected.")
    if len(actual) != len(expected):
        raise _wrong(
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
        seen = _note(Seen(what, said=repr(actual)))
        if type(actual) is not type(expected) or actual != expected:
            mine, right = apart(actual, expected)
            raise _wrong(f"{are(what)} {mine}; {right} was expected.", seen)
        return
    if isinstance(actual, bool) or not isinstance(actual, int | float):
        raise _wrong(f"{are(what)} {kind_of(actual)}; a number was expected.")
    number, target = (torch.tensor(float(n), dtype=torch.float64) for n in (actual, expected))
    tolerance = _tolerance(target, torch.float64, None, within)
    if dtype in UNIT_ROUNDOFF and dtype != torch.float64:
        tolerance = _rough_tolerance(target, dtype, within, None)
    _compare(number, target, what, tolerance, apart(actual, expected))


def _expect_tensor(
    actual: Any,
    expected: torch.Tensor,
    what: str,
    dtype: torch.dtype | None,
    reduction: Reduction | None,
    within: float | None,
) -> None:
    asked = _asked.get()
    judged = asked.dtype if asked.dtype is not None else dtype is not None
    dtype = dtype or expected.dtype
    rough = not judged and _coarser(actual, dtype)
    if not judged and isinstance(actual, torch.Tensor) and _floats(actual.dtype, dtype):
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
        tolerance = _rough_tolerance(target, dtype, within, asked.rounding)
    else:
        tolerance = _tolerance(target, dtype, reduction, within)
    _compare(actual.to(torch.float64), target, what, tolerance)


def roundoff(*tensors: torch.Tensor) -> float:
    """The unit roundoff of the coarsest of them, for a tolerance that a suite works out itself."""
    return max(UNIT_ROUNDOFF.get(tensor.dtype, 0.0) for tensor in tensors)


def _floats(*dtypes: torch.dtype) -> bool:
    return all(dtype in UNIT_ROUNDOFF for dtype in dtypes)


def _coarser(actual: Any, dtype: torch.dtype) -> bool:
    """Whether a value comes in a floating-point dtype of fewer digits than the one asked for."""
    if not isinstance(actual, torch.Tensor) or dtype not in UNIT_ROUNDOFF:
        return False
    return UNIT_ROUNDOFF.get(actual.dtype, 0.0) > UNIT_ROUNDOFF[dtype]


def _expect_structure(actual: Any, expected: torch.Tensor, dtype: torch.dtype, what: str) -> None:
    if not isinstance(actual, torch.Tensor):
        raise _wrong(f"{are(what)} {kind_of(actual)}; a tensor was expected.")
    if actual.shape != expected.shape and _asked.get().values:
        shapes = f"{tuple(actual.shape)}; {tuple(expected.shape)} was expected."
        relation = partial(_reshaped, actual, expected)
        raise _wrong(f"{has(what)} shape {shapes}", relation=relation, got=actual)
    if actual.dtype != dtype:
        came, wanted = dtype_name(actual.dtype), dtype_name(dtype)
        raise _wrong(f"{has(what)} dtype {came}; {wanted} was expected.", got=actual)


def _reshaped(actual: torch.Tensor, expected: torch.Tensor) -> str:
    size = expected.abs().max() if expected.numel() else torch.zeros(())
    dtype = actual.dtype if actual.dtype in UNIT_ROUNDOFF else torch.float64
    return reshaped(actual, expected, float(_tolerance(size.double(), dtype, None, None)))


def _compare(
    actual: torch.Tensor,
    expected: torch.Tensor,
    what: str,
    tolerance: torch.Tensor,
    shown: tuple[str, str] | None = None,
) -> None:
    seen = _note(Seen(what, actual, tolerance, expected=expected))
    if actual.is_floating_point():
        if actual.isnan().any() and not expected.isnan().any():
            raise _wrong(f"{contains(what)} NaN ({share(actual.isnan())}).", seen)
        strange = actual.isinf() & ~expected.isinf()
        if strange.any():
            raise _wrong(f"{contains(what)} infinity ({share(strange)}).", seen)
    right = agrees(actual, expected, tolerance)
    if not right.all():
        others = {n: v for n, v in _others.get({}).items() if n != what}
        relation = partial(_related, actual, expected, tolerance, _arguments.get(dict), others)
        watch = _watch.get()
        reveal = watch is not None and watch.reveal
        told = difference(actual, expected, right, what, shown, reveal)
        raise _wrong(told, seen, relation)


def _related(
    actual: torch.Tensor,
    expected: torch.Tensor,
    tolerance: torch.Tensor,
    given: Callable[[], Mapping[str, torch.Tensor]],
    others: Mapping[str, torch.Tensor],
) -> str:
    return related(actual, expected, tolerance, given(), others)


def agrees(actual: torch.Tensor, expected: torch.Tensor, tolerance: torch.Tensor) -> torch.Tensor:
    """Elementwise: equal, or apart by no more than the tolerance."""
    if not actual.is_floating_point():
        return actual == expected
    return (actual == expected) | ((actual - expected).abs() <= tolerance)


def _tolerance(
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


def _rough_tolerance(
    expected: torch.Tensor,
    dtype: torch.dtype,
    within: float | None,
    rounding: "float | Reduction | None",
) -> torch.Tensor:
    """How far off a value may be in a dtype of fewer digits than were asked for."""
    reduction = rounding if isinstance(rounding, Reduction) else None
    near = rounding if isinstance(rounding, float | int) else None
    tolerance = _tolerance(expected, dtype, reduction, near)
    return tolerance.clamp(min=1e-12 if within is None else within)


def _note(seen: Seen) -> Seen:
    if watch := _watch.get():
        watch.note(seen)
    return seen


def _wrong(
    message: str,
    failed: Seen | None = None,
    relation: Callable[[], str] = str,
    got: torch.Tensor | None = None,
) -> Wrong:
    return Wrong(message, seen_so_far(), failed, relation, got)
