"""The shape of an error: how wrong values are related to the right ones, whatever the exercise.

`related` tries the relations of one table, from the simplest to the least simple, and gives the
sentence of the first that explains every value. It says nothing where chance could explain as much:
each relation has to beat odds of 2**-24, counted over the digits that agree. It never shows a value
that was expected. Tensors of more than `LARGEST` elements are not looked at, so that it costs about
a millisecond.
"""

import itertools
from collections.abc import Callable, Iterator

import torch

from tutor.grading.grammar import inside
from tutor.grading.orders import in_order, running
from tutor.grading.pairs import ODDS, Arguments, Pair, largest

LARGEST = 1_000  # elements

Relation = Callable[[Pair], Iterator[str]]
"""Gives the sentence if it explains every value, and perhaps some more that are less telling."""


def related(
    actual: torch.Tensor,
    expected: torch.Tensor,
    tolerance: torch.Tensor,
    arguments: Arguments | None = None,
    others: Arguments | None = None,
) -> str:
    """One sentence on how wrong values are related to the right ones, or nothing."""
    if not 0 < actual.numel() <= LARGEST or actual.shape != expected.shape:
        return ""
    if actual.is_complex() or not (actual.isfinite().all() and expected.isfinite().all()):
        return ""
    whole = not actual.is_floating_point()
    actual, expected = actual.detach().double(), expected.detach().double()
    near = float(tolerance.max())
    spread = float(expected.max() - expected.min()) or largest(expected)
    if near > 1e-3 * spread and near > 0:  # a bound that wide lets anything look related
        return ""
    near = max(near, 1e-12 * largest(expected))
    pair = Pair(actual, expected, near, arguments or {}, whole, others or {})
    found = (sentence for relation in TABLE for sentence in relation(pair))
    return next(found, "")


def reshaped(actual: torch.Tensor, expected: torch.Tensor, near: float) -> str:
    """What to say of values of another shape than was expected, if only the shape is wrong."""
    if actual.numel() != expected.numel() or not 1 < actual.numel() <= LARGEST:
        return ""
    if actual.is_complex() or expected.is_complex():
        return ""
    actual, expected = actual.detach().double(), expected.detach().double()
    flat = Pair(actual.flatten(), expected.flatten(), near, {})
    if not flat.beats_chance():
        return ""
    if flat.like(expected.flatten()):
        return "The values are right, only the shape is not."
    if 2 <= expected.dim() <= 4 and actual.dim() == expected.dim():
        for order in itertools.permutations(range(expected.dim())):
            turned = expected.permute(order)
            if turned.shape == actual.shape and flat.like(turned.flatten()):
                return "The values are right, but the axes are in another order."
    return ""


def _same_everywhere(pair: Pair) -> Iterator[str]:
    if largest(pair.expected) <= pair.near:
        return
    if not pair.actual.any():
        yield "All of them are zero." if pair.actual.numel() > 1 else "It is zero."
    elif min(pair.actual.numel(), pair.values + 1) > 2:
        same = bool((pair.actual == pair.actual.flatten()[0]).all())
        yield from ["All of them are the same number."] * same


def _another(pair: Pair) -> Iterator[str]:
    """Another result or gradient of the same call, or an argument as it was given."""
    if pair.actual.dim() == 0 or not pair.beats_chance():
        return
    for name, other in pair.others.items():
        if pair.like(other.double()):
            yield f"These are the values of another one: {inside(name)}."
    for name, given in pair.arguments.items():
        if pair.like(given.double()):
            yield f"These are the values of the argument {name} itself."


def _factor(pair: Pair) -> Iterator[str]:
    right = pair.same(pair.actual, pair.expected)
    wrong = ~right & (pair.expected != 0)
    if not wrong.any() or not (wrong | right).all():
        return
    ratios = pair.actual[wrong] / pair.expected[wrong]
    factor, few = float(ratios.median()), ratios.numel() < 4
    if few and (right & (pair.expected != 0)).any():  # a few wrong values among right ones
        return
    within = max(1e-9, 4 * pair.near / largest(pair.expected)) if few else 1e-3
    if factor == 0 or abs(factor - 1) < 5e-3:
        return
    if not bool(((ratios - factor).abs() <= within * abs(factor)).all()):
        return
    reason = _reason(factor, within, pair.arguments)
    plain = min(abs(factor - usual) for usual in (2.0, 0.5, -1.0)) <= within
    if not pair.beats_chance(free=0 if reason or plain else 1) and (
        pair.whole or ratios.numel() < 2
    ):
        return
    each = "Each of them" if pair.actual.numel() > 1 else "It"
    if abs(factor + 1) <= within:
        yield f"{each} has the wrong sign."
    else:
        yield f"{each} is {factor:.3g} times what it should be{reason}."


def _reason(factor: float, within: float, arguments: Arguments) -> str:
    """A size of an argument that a factor, or one divided by it, is equal to."""
    for name, argument in arguments.items():
        for size, what in _sizes(argument):
            if size < 3:  # 2 and 1/2 have simpler reasons
                continue
            for sign, of in (("", float(size)), ("1 / ", 1 / size)):
                if abs(abs(factor) - of) <= min(within, 1e-6) * of:
                    of_text = f"{sign}{size}" if sign else str(size)
                    minus = "-" if factor < 0 else ""
                    return f" ({minus}{of_text}: {name} has {size} {what})"
    return ""


def _sizes(argument: torch.Tensor) -> Iterator[tuple[int, str]]:
    if argument.dim() == 1:
        yield len(argument), "elements"
        return
    words = ("rows", "columns") if argument.dim() == 2 else ()
    for axis, size in enumerate(argument.shape):
        yield size, words[axis] if words else f"places along axis {axis}"
    if argument.dim() > 1:
        yield argument.numel(), "elements"


def _elementwise(pair: Pair) -> Iterator[str]:
    if not pair.beats_chance():
        return
    e = pair.expected
    it, each = ("It is", "it") if e.numel() == 1 else ("Each of them is", "each of them")
    if e.numel() > 1 and pair.like(e.clamp(min=0)):
        yield "Where they should be negative they are zero; all others are right."
    if (e > 0).any() and pair.like(e.abs()):
        yield f"Only the sign is lost: {each} is the absolute value of what it should be."
    if pair.like(e.square()):
        yield f"{it} the square of what it should be."
    if (e >= 0).all() and pair.like(e.sqrt()):
        yield f"{it} the square root of what it should be."
    if (e != 0).all() and pair.like(1 / e):
        yield f"{it} one divided by what it should be."
    if (e < 300).all() and pair.like(e.exp()):
        yield f"{it} `exp` of what it should be: a logarithm is missing."
    if (e > 0).all() and pair.like(e.log()):
        yield f"{it} the logarithm of what it should be."
    # A whole number near the right one may be chance; a dozen of them, of some variety, are not.
    several = e.numel() >= 12 and pair.actual.unique().numel() > 2
    if several and any(
        pair.like(whole(e)) for whole in (torch.round, torch.floor, torch.trunc, torch.ceil)
    ):
        yield f"{it} what it should be, made a whole number."


def _precision(pair: Pair) -> Iterator[str]:
    """Values that were computed in float32 have noise in the eighth digit, of either sign."""
    off = pair.actual - pair.expected
    # A sum has to fit float32 by its terms; here only the result is known.
    if not pair.beats_chance() or largest(off) > 64 * 2.0**-24 * largest(pair.expected):
        return
    single = pair.actual.float().double()
    rounded = torch.equal(single, pair.actual)
    wrong = off[off.abs() > pair.near]
    noisy = wrong.numel() >= 6 and (wrong > 0).any() and (wrong < 0).any()
    if rounded or noisy:
        yield "They are right to about seven digits: somewhere float64 becomes float32."


def _offset(pair: Pair) -> Iterator[str]:
    off = pair.actual - pair.expected
    near = 2 * pair.near
    if off.numel() > 2 and pair.beats_chance(free=1) and off.max() - off.min() <= near:
        yield "All of them are off by the same amount."
    if off.dim() != 2 or min(off.shape) < 2:
        return
    for axis, name in ((0, "column"), (1, "row")):
        spread = off.amax(axis) - off.amin(axis)
        if pair.beats_chance(free=off.shape[1 - axis]) and (spread <= near).all():
            yield f"Within each {name} all of them are off by the same amount."


def _factor_of_each(pair: Pair) -> Iterator[str]:
    a, e = pair.actual, pair.expected
    if e.dim() != 2 or min(e.shape) < 2 or (e == 0).any() or (a == 0).any():
        return
    for axis, name in ((0, "column"), (1, "row")):
        largest = e.abs().argmax(axis, keepdim=True)
        factor = a.gather(axis, largest) / e.gather(axis, largest)
        if pair.beats_chance(free=e.shape[1 - axis]) and pair.like(e * factor):
            yield f"Each {name} is off by a factor of its own."


def _right_in_part(pair: Pair) -> Iterator[str]:
    right = pair.same(pair.actual, pair.expected)
    if not right.any() or not pair.beats_chance():
        return
    yield from _right_by_sign(pair, right)
    for axis in range(min(right.dim(), 4)):
        if right.shape[axis] < 3:
            continue
        rows = right.movedim(axis, 0).reshape(right.shape[axis], -1)
        if not (rows.all(1) | ~rows.any(1)).all():
            continue
        where = rows.all(1).nonzero().flatten().tolist()
        last = right.shape[axis] - 1
        name = _slice(axis, right)
        for place, which in ((0, "first"), (last, "last")):
            if where == [place]:
                yield f"Only the {which} {name} is right."
            if where == [i for i in range(last + 1) if i != place]:
                yield f"Only the {which} {name} is wrong."


def _right_by_sign(pair: Pair, right: torch.Tensor) -> Iterator[str]:
    if min(int(right.sum()), int((~right).sum())) < 4 or int(right.numel()) < ODDS / 2:
        return
    sources = [(f"{n} is", a) for n, a in pair.arguments.items() if a.shape == right.shape]
    for name, source in [*sources, ("they should be", pair.expected)]:
        for sign, positive in (("positive", source > 0), ("negative", source < 0)):
            if torch.equal(right, positive) or torch.equal(right, positive | (source == 0)):
                yield f"They are right only where {name} {sign}."


TABLE: tuple[Relation, ...] = (
    _same_everywhere,
    _another,
    _precision,
    _elementwise,
    _factor,
    in_order,
    running,
    _right_in_part,
    _offset,
    _factor_of_each,
)


def _slice(axis: int, tensor: torch.Tensor) -> str:
    if tensor.dim() == 1:
        return "element"
    if tensor.dim() == 2:
        return ("row", "column")[axis]
    return f"slice along axis {axis}"
