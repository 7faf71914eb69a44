"""A submission, alone, with its mark, and with its report."""

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
