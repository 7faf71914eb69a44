"""A submission, alone, with its mark, and with its report; and where they have led."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Submission:
    """What was handed in, as it was."""

    id: int
    learner: str
    exercise: str
    filename: str
    source: str
    received: datetime


@dataclass(frozen=True)
class AttemptRecord:
    """A submission and the report in force; the report is None while the submission waits."""

    submission_id: int
    learner: str
    exercise: str
    filename: str
    received: datetime
    report: dict[str, Any] | None


@dataclass(frozen=True)
class ScoredAttempt:
    """A submission and its mark in force. The scores are None while there is none."""

    submission_id: int
    learner: str
    exercise: str
    filename: str
    received: datetime
    score: float | None
    max_score: float | None


@dataclass(frozen=True)
class NumberedAttempt(ScoredAttempt):
    """And which of its learner's attempts at the exercise it is, from 1."""

    number: int


@dataclass(frozen=True)
class Standing:
    """Where a learner stands in an exercise; the scores are None while everything waits.

    `attempts` counts the waiting ones too, and `last` is when the newest was received.
    `max_score` belongs to the grading that gave the best score. `attempts_to_full` counts the
    attempts up to the first with full marks.
    """

    learner: str
    exercise: str
    attempts: int
    best_score: float | None
    max_score: float | None
    last: datetime
    attempts_to_full: int | None = None
