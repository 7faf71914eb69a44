"""Right values in the wrong places: transposed, reversed, shifted, in another order, added up."""

from collections.abc import Iterator

import torch

from tutor.grading.pairs import Pair


def in_order(pair: Pair) -> Iterator[str]:
    e = pair.expected
    if e.dim() == 0 or not pair.beats_chance():
        return
    if e.dim() >= 2 and e.shape[-1] == e.shape[-2] and pair.like(e.mT):
        yield "The values are right, but transposed: rows and columns have changed places."
    for axis in range(min(e.dim(), 4)):
        if e.shape[axis] > 1 and pair.like(e.flip(axis)):
            yield f"The values are right, but in reverse order{_along(axis, e)}."
        if e.shape[axis] > 2:
            yield from _shifted(pair, axis)
    yield from _permuted(pair)


def _shifted(pair: Pair, axis: int) -> Iterator[str]:
    length = pair.expected.shape[axis] - 1
    for a, b, way in ((1, 0, "late"), (0, 1, "early")):
        part = pair.expected.narrow(axis, b, length)
        came = pair.actual.narrow(axis, a, length)
        inner = Pair(came, part, pair.near, {})
        if inner.beats_chance() and inner.like(part):
            yield f"The values are right, but one place too {way}{_along(axis, part)}."


def _permuted(pair: Pair) -> Iterator[str]:
    a, e = pair.actual, pair.expected
    if not pair.same(a.flatten().sort().values, e.flatten().sort().values).all():
        return
    if e.dim() == 2:
        for axis, name in ((0, "rows"), (1, "columns")):
            mine, theirs = (t.sum(1 - axis).argsort() for t in (a, e))
            if pair.same(a.index_select(axis, mine), e.index_select(axis, theirs)).all():
                yield f"The {name} are right, but in another order."
    if pair.values > e.numel() / 2:
        yield "All the right values are there, but in other places."


def running(pair: Pair) -> Iterator[str]:
    e = pair.expected
    if e.dim() == 0 or not pair.beats_chance():
        return
    for axis in range(min(e.dim(), 4)):
        if e.shape[axis] > 2 and pair.like(e.cumsum(axis)):
            yield f"They are running sums of what they should be{_along(axis, e)}."
        if e.shape[axis] > 2 and pair.same(pair.actual.cumsum(axis), e).all():
            yield f"They are the steps, and their running sum is right{_along(axis, e)}."


def _along(axis: int, tensor: torch.Tensor) -> str:
    return "" if tensor.dim() == 1 else f" along axis {axis}"
