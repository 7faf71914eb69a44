"""What the expectations of a check ask for, what they see, and how one of them fails."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import torch

from tutor.grading.tolerances import Reduction

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


class Wrong(AssertionError):
    """An expectation that did not hold; the message is for the learner.

    `met` counts the expectations met so far. `failed` is the one that did not hold; it is None when
    the structure of a value was wrong, so that there was nothing to compare; `got` is that value.
    `message` is the sentence alone; as text it also tells how the values that came are related to
    the right ones. `probe` asks the function once more, on other arguments, and says in a sentence
    what that shows; `probed` does so while the function can still be asked.
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
        self.probe: Callable[[], str] = str
        self._relation = relation

    def __str__(self) -> str:
        return self.with_more("")

    def probed(self) -> str:
        """The text, with what more arguments show where the values alone are related to nothing."""
        return str(self) if self._relation() else self.with_more(self.probe())

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


WATCH: ContextVar[Watch | None] = ContextVar("watch", default=None)
ASKED: ContextVar[Demands] = ContextVar("asked", default=Demands())  # noqa: B039
ARGUMENTS: ContextVar[Callable[[], Mapping[str, torch.Tensor]]] = ContextVar("arguments")
OTHERS: ContextVar[Mapping[str, torch.Tensor]] = ContextVar("others")


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Let the expectations inside report to this watch."""
    token = WATCH.set(watch)
    try:
        yield
    finally:
        WATCH.reset(token)


@contextmanager
def unwatched() -> Iterator[None]:
    """Let the expectations inside count for nobody."""
    token = WATCH.set(None)
    try:
        yield
    finally:
        WATCH.reset(token)


@contextmanager
def asking(asked: Demands) -> Iterator[None]:
    """Let the expectations inside ask for no more than this."""
    token = ASKED.set(asked)
    try:
        yield
    finally:
        ASKED.reset(token)


@contextmanager
def answering(arguments: Callable[[], Mapping[str, torch.Tensor]]) -> Iterator[None]:
    """Say to which arguments the values inside are the answer, for the sentences about them."""
    token = ARGUMENTS.set(arguments)
    try:
        yield
    finally:
        ARGUMENTS.reset(token)


@contextmanager
def beside(names: Iterable[str], values: Iterable[Any]) -> Iterator[None]:
    """Say what is expected of one call under these names, for the sentences about each of them."""
    tensors = {n: v for n, v in zip(names, values, strict=True) if isinstance(v, torch.Tensor)}
    token = OTHERS.set(tensors)
    try:
        yield
    finally:
        OTHERS.reset(token)


def seen_so_far() -> int:
    """How many expectations the check that is running has met."""
    watch = WATCH.get()
    return len(watch.seen) if watch else 0


def note(seen: Seen) -> Seen:
    if watch := WATCH.get():
        watch.note(seen)
    return seen


def wrong(
    message: str,
    failed: Seen | None = None,
    relation: Callable[[], str] = str,
    got: torch.Tensor | None = None,
) -> Wrong:
    return Wrong(message, seen_so_far(), failed, relation, got)
