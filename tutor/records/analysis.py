"""What a whole class has done, counted in the database: no report of a class is read one by one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, Executable, select, true

from tutor.records.analysis_queries import (
    ATTEMPTS_TO_FULL,
    CELLS,
    CHECKS,
    IS_LEARNER,
    NEWEST_VALUES,
    STANDING_MISTAKES,
    STUCK,
    TICKED,
    TRIED,
    mistakes_of,
    ways_to_full,
    with_failure,
)
from tutor.records.database import transaction
from tutor.records.models.quizzes import QuizAnswerRow, QuizItemRow
from tutor.records.models.submissions import GradingRow, LearnerRow, StandingRow


@dataclass(frozen=True)
class ClassCell:
    """A learner's standing in an exercise; `exercise` is None for who has handed in nothing."""

    learner: str
    full_name: str
    section: str
    exercise: str | None
    best_score: float | None
    max_score: float | None
    attempts: int | None
    last: datetime | None


@dataclass(frozen=True)
class StuckRecord:
    """A learner without full marks after several attempts, and what fails in the newest report.
    `in_all` is how many there are."""

    learner: str
    full_name: str
    exercise: str
    attempts: int
    best_score: float
    max_score: float
    last: datetime
    grading_id: int
    submission_id: int
    suite_version: str
    check_id: str | None
    mistake: str | None
    in_all: int


@dataclass(frozen=True)
class Tried:
    """How far a class is with an exercise."""

    exercise: str
    learners: int
    solved: int
    attempts: int
    last: datetime


@dataclass(frozen=True)
class CheckRecord:
    """A check over the newest graded attempt of each learner. `grading_id` is one with it."""

    check_id: str
    task: int
    points: float
    learners: int
    passed: int
    seconds: float
    grading_id: int


@dataclass(frozen=True)
class MistakeRecord:
    """A known mistake over all attempts of one learner at one exercise."""

    mistake: str
    learner_id: int
    attempts: int
    submission_id: int
    grading_id: int


@dataclass(frozen=True)
class StandingMistake:
    """A known mistake in the newest graded attempts. `grading_id` is one with it."""

    exercise: str
    mistake: str
    learners: int
    grading_id: int


class ClassRecords:
    """Reads with the engine of the `Store` that it belongs to."""

    def __init__(self, reader: Engine) -> None:
        self._reader = reader

    def sections(self) -> list[str]:
        query = select(LearnerRow.section).where(IS_LEARNER).distinct()
        with transaction(self._reader) as session:
            return sorted(session.scalars(query))

    def cells(self, section: str | None) -> list[ClassCell]:
        """Every learner with every standing, by name."""
        return [ClassCell(*row) for row in self._rows(CELLS.where(_within(section)))]

    def stuck(
        self,
        exercises: Collection[str],
        attempts: int,
        since: datetime,
        section: str | None,
        limit: int,
    ) -> list[StuckRecord]:
        """Who has so many attempts, one of them since then: the most attempts first."""
        found = STUCK.where(
            StandingRow.exercise.in_(exercises),
            StandingRow.attempts >= attempts,
            StandingRow.last >= since,
            _within(section),
        )
        return [StuckRecord(*row) for row in self._rows(with_failure(found.limit(limit)))]

    def tried(self) -> list[Tried]:
        return [Tried(*row) for row in self._rows(TRIED)]

    def checks(self, exercise: str) -> list[CheckRecord]:
        return [CheckRecord(*row) for row in self._rows(CHECKS.where(_is(exercise)))]

    def mistakes(self, exercise: str) -> list[MistakeRecord]:
        """Over every attempt."""
        return [MistakeRecord(*row) for row in self._rows(mistakes_of(exercise))]

    def standing_mistakes(
        self, exercises: Collection[str], section: str | None = None
    ) -> list[StandingMistake]:
        """Over the newest graded attempts; the most frequent first."""
        query = STANDING_MISTAKES.where(StandingRow.exercise.in_(exercises), _within(section))
        return [StandingMistake(*row) for row in self._rows(query)]

    def attempts_to_full(self, exercise: str) -> dict[int | None, int]:
        """How many learners needed so many attempts; None for those without full marks."""
        return {row[0]: row[1] for row in self._rows(ATTEMPTS_TO_FULL.where(_is(exercise)))}

    def ways_to_full(self, exercise: str) -> list[tuple[datetime, datetime]]:
        """For each learner with full marks, when the first attempt came and when the full one."""
        return [(row[0], row[1]) for row in self._rows(ways_to_full(exercise))]

    def reports(self, grading_ids: Collection[int]) -> dict[int, dict[str, Any]]:
        """A few reports, for the words in them."""
        query = select(GradingRow.id, GradingRow.report).where(GradingRow.id.in_(grading_ids))
        return {row[0]: row[1] for row in self._rows(query)}

    def ticked(self) -> dict[str, dict[int, int]]:
        """How often each option of each question was ticked."""
        counts: dict[str, dict[int, int]] = {}
        for question, option, times in self._rows(TICKED):
            counts.setdefault(question, {})[option] = times
        return counts

    def newest_values(self, question: str, version: str) -> dict[str, Any] | None:
        """The values with which this version of a question was answered last."""
        query = NEWEST_VALUES.where(
            QuizAnswerRow.question == question, QuizItemRow.version == version
        )
        rows = self._rows(query)
        return rows[0][0] if rows else None

    def _rows(self, query: Executable) -> list[Any]:
        with transaction(self._reader) as session:
            return list(session.execute(query))


def _within(section: str | None) -> ColumnElement[bool]:
    return true() if section is None else LearnerRow.section == section


def _is(exercise: str) -> ColumnElement[bool]:
    return StandingRow.exercise == exercise
