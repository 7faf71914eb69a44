"""What one learner did, as values that can leave these records and enter others.

The dataclasses are the format of the file (`learning/carrying.py`), so their types say what may
stand in it: instants have a time zone, and nothing is there that no database keeps.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, Field, FiniteFloat


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("a text has a NUL in it")
    return text


Line = Annotated[str, AfterValidator(_without_nul)]
Whole = Annotated[int, Field(strict=True, ge=-(2**63), lt=2**63)]
Small = Annotated[int, Field(strict=True, ge=0, lt=2**31)]
Truth = Annotated[bool, Field(strict=True)]


@dataclass(frozen=True)
class GradingEntry:
    graded_at: AwareDatetime
    report: dict[str, Any]


@dataclass(frozen=True)
class SubmissionEntry:
    exercise: Line
    filename: Line
    text: Line
    received: AwareDatetime
    gradings: tuple[GradingEntry, ...] = ()


@dataclass(frozen=True)
class HintEntry:
    exercise: Line
    task: Small
    number: Small
    used_at: AwareDatetime


@dataclass(frozen=True)
class ReviewEntry:
    rating: Annotated[int, Field(strict=True, ge=1, le=4)]
    reviewed_at: AwareDatetime
    milliseconds: Small | None


@dataclass(frozen=True)
class AnswerEntry:
    """A question as it was shown, with its answer; `earlier` counts the reviews before it."""

    position: Small
    question: Line
    version: Line
    concept: Line
    seed: Whole
    parameters: dict[str, Any]
    earlier: Small
    again: Truth
    answer: Any
    credit: Annotated[FiniteFloat, Field(ge=0, le=1)]
    hinted: Truth
    seconds: FiniteFloat | None
    answered_at: AwareDatetime
    options: tuple[Small, ...]
    review: ReviewEntry | None


@dataclass(frozen=True)
class SittingEntry:
    """What was answered in a sitting. What was left open is not in it: it is answered where it
    was drawn, so that no item can have two answers."""

    mode: Line
    module: Line | None
    started: AwareDatetime
    finished: AwareDatetime | None
    answers: tuple[AnswerEntry, ...]


@dataclass(frozen=True)
class PlacementEntry:
    module: Line
    passed: Truth
    at: AwareDatetime


@dataclass(frozen=True)
class History:
    """All that one learner did, oldest first."""

    submissions: tuple[SubmissionEntry, ...] = ()
    hints: tuple[HintEntry, ...] = ()
    sittings: tuple[SittingEntry, ...] = ()
    placements: tuple[PlacementEntry, ...] = ()


@dataclass(frozen=True)
class Added:
    """How much of a history was new."""

    attempts: int = 0
    answers: int = 0
    hints: int = 0
    placements: int = 0
    gradings: int = 0
