"""What the records of quizzes take and give: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Asked:
    """A question that is to be shown."""

    question: str
    version: str
    concept: str
    seed: int
    parameters: dict[str, Any]
    again: bool = False


@dataclass(frozen=True)
class Item:
    """A question as it was shown, and the answer once there is one."""

    id: int
    sitting_id: int
    position: int
    question: str
    version: str
    seed: int
    parameters: dict[str, Any]
    reviews: int
    again: bool
    answer: Any
    credit: float | None


@dataclass(frozen=True)
class Sitting:
    id: int
    learner: str
    mode: str
    module: str | None
    started: datetime
    finished: datetime | None


@dataclass(frozen=True)
class CardRecord:
    """Where a learner's memory of a question stands."""

    question: str
    reviews: int
    state: int
    stability: float
    difficulty: float
    due: datetime
    last_review: datetime
    credit: float


class Rebuilt(Protocol):
    """What other parameters make of a card."""

    @property
    def reviews(self) -> int: ...
    @property
    def state(self) -> int: ...
    @property
    def stability(self) -> float: ...
    @property
    def difficulty(self) -> float: ...
    @property
    def due(self) -> datetime: ...


@dataclass(frozen=True)
class ReviewRecord:
    rating: int
    reviewed_at: datetime
    milliseconds: int | None


@dataclass(frozen=True)
class Given:
    """An answer that was given, as it is to be kept."""

    answer: Any
    credit: float
    hinted: bool
    seconds: float | None
    at: datetime
    options: Sequence[int] = ()


@dataclass(frozen=True)
class ItemStatistics:
    """How learners did with a question. `discrimination` is None where it cannot be told."""

    question: str
    answers: int
    learners: int
    difficulty: float
    discrimination: float | None
    seconds: float | None
