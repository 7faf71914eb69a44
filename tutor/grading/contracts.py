"""What one function of an exercise promises, said once: its name, its arguments, what is right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from tutor.grading.remote import Remote
from tutor.grading.tolerances import Reduction

Held = Callable[[Remote], Callable[..., Any]]


@dataclass(frozen=True)
class GivenMethod:
    """How to measure what is right, given the learner's own method of an earlier task.

    `driver(module, *args)` runs beside the learner's code, and is as exact as `within`. Functions
    of earlier tasks need none: they stand in for those of the reference.
    """

    name: str
    driver: Callable[..., Any]
    within: float


@dataclass(frozen=True)
class Contract:
    """What one function of an exercise promises.

    `entry` is the function's name, or a function that finds the callable in a module that is held
    across the boundary (see `driven`). `draw(rng, *sizes)` gives the arguments, as a tuple; to keep
    a dtype it must take `dtype` too.

    What is right is what `truth(*args)` says, or else the reference. Both are asked in float64, and
    the learner should answer in the dtype of the first floating-point argument. `within` is an
    absolute tolerance in float64, `rounding(*args)` one (or a `Reduction`) in lower precision.
    `parts` are the names of several results. Where there is more than one right answer,
    `judge(result, *args)` expects what has to be true of it.

    `arguments` are the names of the arguments where they are not those of the reference. `given`
    is for follow-through, see `follow.py`.
    """

    entry: str | Held
    draw: Callable[..., tuple[Any, ...]]
    what: str = "The result"
    truth: Callable[..., Any] | None = None
    within: float | None = None
    rounding: Callable[..., float | Reduction] | None = None
    parts: Sequence[str] = ()
    judge: Callable[..., None] | None = None
    arguments: Sequence[str] = ()
    given: GivenMethod | None = None

    def of(self, module: Remote) -> Any:
        """The callable itself, in this module."""
        return getattr(module, self.entry) if isinstance(self.entry, str) else self.entry(module)


def driven(driver: Callable[..., Any]) -> Held:
    """An entry that runs a driver of the suite: `driver(module, *args)`, beside the code."""
    return lambda module: partial(module.run, driver)
