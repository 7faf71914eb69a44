"""The types of question, as an author writes them. Nothing here knows a learner.

An answer is plain data, as JSON holds it:

    Choice      the positions of the chosen options, in the order of the file
    TrueFalse   true or false
    Numeric, Short, Output, Shape   what was typed
    Ordering    the positions of the items, in the learner's order
    Matching    for each left-hand side the position of its partner among `Matching.partners`
    Open        {"text": what was typed, "points": for each point of the rubric true or false}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Option:
    """One option of a choice; a wrong one says why it is tempting."""

    text: str
    right: bool = False
    why: str = ""


@dataclass(frozen=True)
class Slip:
    """A wrong answer that people give, and what they thought."""

    answer: str
    why: str


@dataclass(frozen=True)
class Tolerance:
    """How close a number must be: exactly one of these is given.

    `significant` and `decimals` count figures, after which some people round and some cut off.
    """

    absolute: float | None = None
    relative: float | None = None
    significant: int | None = None
    decimals: int | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What every type has. `level` is 1 recall, 2 understanding, 3 use."""

    id: str
    concept: str
    source: str
    text: str
    explanation: str
    code: str = ""
    hint: str = ""
    level: int = 2


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    option: tuple[Option, ...]
    several: bool = False


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    answer: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    """`units` maps further units to the factor that turns them into `unit`."""

    answer: float
    tolerance: Tolerance
    unit: str = ""
    units: Mapping[str, float] = field(default_factory=dict)
    slip: tuple[Slip, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Short(Question):
    accept: tuple[str, ...]
    slip: tuple[Slip, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ordering(Question):
    """`before` holds the pairs of positions whose order matters; without any all orders do."""

    items: tuple[str, ...]
    why: str
    before: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Matching(Question):
    """`extra` are right-hand sides without a partner."""

    pairs: tuple[tuple[str, str], ...]
    why: str
    extra: tuple[str, ...] = ()

    @property
    def partners(self) -> tuple[str, ...]:
        """Every right-hand side once, in the order of the file."""
        return tuple(dict.fromkeys([*(right for _, right in self.pairs), *self.extra]))


@dataclass(frozen=True, kw_only=True)
class Output(Question):
    """What `code` prints, or the name of the exception that it raises."""

    answer: str
    exact: bool = False
    slip: tuple[Slip, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shape(Question):
    answer: str
    slip: tuple[Slip, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Open(Question):
    """The learner rates their own text by the points of the rubric."""

    rubric: tuple[str, ...]
    model: str


KINDS: dict[str, type[Question]] = {
    "single": Choice,
    "multiple": Choice,
    "true_false": TrueFalse,
    "numeric": Numeric,
    "short": Short,
    "ordering": Ordering,
    "matching": Matching,
    "output": Output,
    "shape": Shape,
    "open": Open,
}


def kind_of(question: Question) -> str:
    """The name by which an author calls the type."""
    if isinstance(question, Choice):
        return "multiple" if question.several else "single"
    return next(name for name, kind in KINDS.items() if type(question) is kind)
