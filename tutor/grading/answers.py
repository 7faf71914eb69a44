"""Arguments and answers as values: their tensors by name, what is alike, what has moved."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch

from tutor.grading.compare import UNIT_ROUNDOFF, Wrong


def in_float64(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.double() if value.is_floating_point() else value
    if isinstance(value, tuple | list):
        return type(value)(in_float64(item) for item in value)
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


def same(one: Any, other: Any) -> bool:
    """Whether two answers are equal in every part, NaN for NaN."""
    if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor):
        alike = one.shape == other.shape and one.dtype == other.dtype
        return alike and bool(((one == other) | ((one != one) & (other != other))).all())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and (one == other or one != one)


def like(result: Any, right: Any) -> bool:
    """Whether an answer is of the kind of the right one, its shapes and values aside."""
    if isinstance(right, torch.Tensor):
        return isinstance(result, torch.Tensor)
    if isinstance(right, list | tuple):
        whole = isinstance(result, list | tuple) and len(result) == len(right)
        return whole and all(map(like, result, right))
    if isinstance(right, dict):
        return isinstance(result, dict) and all(
            key in result and like(result[key], value) for key, value in right.items()
        )
    return isinstance(result, bool | int | float | str)


def moved(value: Any, place: int, way: torch.Tensor) -> Any:
    """Arguments with one of their floating-point tensors moved."""
    places = itertools.count()

    def moved(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            here = value.is_floating_point() and next(places) == place
            return value + way.to(value.dtype) if here else value
        return type(value)(map(moved, value)) if isinstance(value, tuple | list) else value

    return moved(value)


def weighted(result: Any, cotangents: Sequence[torch.Tensor]) -> float | None:
    """The sum of output * cotangent, if the outputs have their shapes."""
    outputs = result if isinstance(result, list | tuple) else [result]
    pairs = list(zip(outputs, cotangents, strict=False))
    if not all(isinstance(o, torch.Tensor) and o.shape == g.shape for o, g in pairs):
        return None
    return sum(float((o.detach().double() * g).sum()) for o, g in pairs)


def is_coarse(result: Any) -> bool:
    """Whether part of an answer has a floating-point dtype of fewer digits than float64."""
    found = (leaf for _, leaf in leaves([""], [result]))
    return any(leaf.dtype in UNIT_ROUNDOFF and leaf.dtype != torch.float64 for leaf in found)


def names_a_dtype(sizes: Sequence[Any], how: Mapping[str, Any]) -> bool:
    return any(isinstance(value, torch.dtype) for value in (*sizes, *how.values()))


def undecided(wrong: Wrong, thing: str) -> Wrong:
    """The failure of a check that wrong values keep from judging its own thing."""
    if wrong.failed is None or wrong.failed.actual is None:
        return wrong
    message = f"{wrong.message} So this check cannot tell yet whether {thing}."
    return Wrong(message, wrong.met, wrong.failed)
