"""Arguments and answers as values: their tensors by name, what is alike, what has moved."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from tutor.grading.tolerances import UNIT_ROUNDOFF
from tutor.grading.watched import Wrong


def in_float64(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.double() if value.is_floating_point() else value
    if isinstance(value, tuple | list):
        return type(value)(in_float64(item) for item in value)
    return value


def in_float32(value: Any) -> Any:
    """The same with all that is float64 in float32."""
    if isinstance(value, torch.Tensor):
        return value.float() if value.dtype == torch.float64 else value
    if isinstance(value, tuple | list):
        return type(value)(map(in_float32, value))
    if isinstance(value, dict):
        return {key: in_float32(item) for key, item in value.items()}
    return value


def leaves(names: Sequence[str], values: Sequence[Any]) -> Iterator[tuple[str, torch.Tensor]]:
    """The tensors among values, each with its name."""
    for name, value in zip(names, values, strict=False):
        if isinstance(value, torch.Tensor):
            yield name, value
        elif isinstance(value, tuple | list):
            yield from leaves([f"{name}[{i}]" for i in range(len(value))], value)
        elif isinstance(value, dict):
            yield from leaves([f"{name}[{key!r}]" for key in value], list(value.values()))


@dataclass(frozen=True)
class Trial:
    """A wrong answer beside the right one, for two draws of arguments, and asked for again.

    `repeated` is the answer to the first arguments once more; None where answers are random.
    """

    given: Sequence[Any]
    result: Any
    right: Any
    other: Any
    other_right: Any
    repeated: Any = None

    @property
    def is_an_answer(self) -> bool:
        """Whether it is made from its arguments, and is none of them.

        It has the parts and the lengths of the axes of the right one, whatever the order of the
        axes. At least half of those parts that should change with the arguments do.
        """
        if not (_like(self.result, self.right) and _like(self.other, self.other_right)):
            return False
        if self.repeated is not None and not near(self.result, self.repeated):
            return False
        handed_in = list(_parts(list(self.given)))
        answers = (self.result, self.other, self.right, self.other_right)
        made = [
            not _same(mine, other)
            and is_level(mine) <= is_level(right)
            and not any(_near(mine, part) for part in handed_in)
            for mine, other, right, other_right in zip(*map(_parts, answers), strict=True)
            if not _same(right, other_right) and not any(_near(right, part) for part in handed_in)
        ]
        return 2 * sum(made) >= len(made) > 0


def _like(result: Any, right: Any) -> bool:
    """Whether an answer has the structure of the right one, the order of axes aside."""
    if isinstance(right, torch.Tensor):
        return isinstance(result, torch.Tensor) and sorted(result.shape) == sorted(right.shape)
    if isinstance(right, list | tuple):
        whole = isinstance(result, list | tuple) and len(result) == len(right)
        return whole and all(map(_like, result, right))
    if isinstance(right, dict):
        whole = isinstance(result, dict) and result.keys() == right.keys()
        return whole and all(_like(result[key], right[key]) for key in right)
    return isinstance(result, bool | int | float | str)


def _parts(value: Any) -> Iterator[Any]:
    """The tensors, numbers and words of a value, in an order that is the same for all its like."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _parts(item)
    elif isinstance(value, dict):
        for key in sorted(value, key=str):
            yield from _parts(value[key])
    else:
        yield value


def is_level(part: Any) -> bool:
    """Whether all of several elements are one number, or none."""
    if not isinstance(part, torch.Tensor) or part.numel() < 2:
        return False
    return bool((part == part.flatten()[0]).all() or (part != part).all())


def near(one: Any, other: Any) -> bool:
    """Whether two answers are alike in every part, up to their dtypes and what float16 loses."""
    return _like(one, other) and all(map(_near, _parts(one), _parts(other)))


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        alike = one.shape == other.shape and one.dtype == other.dtype
        return alike and bool(((one == other) | ((one != one) & (other != other))).all())
    return type(one) is type(other) and (one == other or one != one)


def _near(one: Any, other: Any) -> bool:
    """Whether two parts are equal, up to their dtypes and what float16 would lose."""
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        same_shape = one.shape == other.shape
        return same_shape and torch.allclose(
            one.double(), other.double(), rtol=1e-2, atol=1e-9, equal_nan=True
        )
    return type(one) is type(other) and (one == other or one != one)


def moved(value: Any, place: int, way: torch.Tensor) -> Any:
    """Arguments with one of their floating-point tensors moved."""
    places = itertools.count()

    def moved(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            here = value.is_floating_point() and next(places) == place
            return value + way.to(value.dtype) if here else value
        return type(value)(map(moved, value)) if isinstance(value, tuple | list) else value

    return moved(value)


def redrawn(args: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The arguments again and again, each time with another of their floating-point tensors far
    from where it was."""
    tensors = [leaf for _, leaf in leaves([""] * len(args), args) if leaf.is_floating_point()]
    for place, leaf in enumerate(tensors):
        away = 0.3 - 1.7 * leaf - leaf.flip(tuple(range(leaf.dim())))
        yield moved(args, place, away)


def weighted(result: Any, cotangents: Sequence[torch.Tensor]) -> float | None:
    """The sum of output * cotangent, if the outputs have their shapes."""
    outputs = result if isinstance(result, list | tuple) else [result]
    pairs = list(zip(outputs, cotangents, strict=False))
    if not all(isinstance(o, torch.Tensor) and o.shape == g.shape for o, g in pairs):
        return None
    return sum(float((o.detach().double() * g).sum()) for o, g in pairs)


def is_coarse(result: Any) -> bool:
    """Whether some number of an answer has a floating-point dtype of fewer digits than float64."""
    found = (leaf.dtype for _, leaf in leaves([""], [result]) if leaf.numel())
    return any(dtype in UNIT_ROUNDOFF and dtype != torch.float64 for dtype in found)


def names_a_dtype(sizes: Sequence[Any], how: Mapping[str, Any]) -> bool:
    return any(isinstance(value, torch.dtype) for value in (*sizes, *how.values()))


class Undecided(Wrong):
    """The failure of a check that wrong values keep from judging its own thing."""


def undecided(wrong: Wrong, thing: str) -> Wrong:
    if wrong.failed is None or wrong.failed.actual is None:
        return wrong
    message = f"{wrong.message} So this check cannot tell yet whether {thing}."
    return Undecided(message, wrong.met, wrong.failed)
