"""What is tried for every exercise, and takes long: a third in `make test`, the rest when slow."""

from collections.abc import Iterable
from typing import Any

import pytest

from tutor.course import Exercise

ONE_IN = 3
LONG = 30  # seconds per check: exercises that train with fastai


def sampled(exercises: Iterable[Exercise]) -> list[Any]:
    """The names of the exercises; all but one in three, and all that train for long, are slow."""
    return [
        pytest.param(e.slug, marks=[pytest.mark.slow] if n % ONE_IN or is_long(e) else [])
        for n, e in enumerate(exercises)
    ]


def is_long(exercise: Exercise) -> bool:
    return exercise.limits.seconds_per_check >= LONG
