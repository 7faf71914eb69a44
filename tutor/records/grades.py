"""The records behind the gradebook: who is in it, and the tries with their marks in force.

What instructors decided is in `tutor.records.decisions`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Engine, func, select

from tutor.records.attempts import ScoredAttempt
from tutor.records.database import transaction
from tutor.records.models.submissions import (
    CheckResultRow,
    GradingRow,
    LearnerRow,
    StandingRow,
    SubmissionRow,
)
from tutor.records.queries import OLDEST_FIRST, SCORED_ATTEMPTS, in_class, in_force


@dataclass(frozen=True)
class LearnerRecord:
    """A learner as the gradebook lists them."""

    id: int
    name: str
    full_name: str
    section: str


@dataclass(frozen=True, slots=True)
class Try:
    """A submission with its mark in force; `tasks` has the score and the most there is of each
    task, where they were looked up."""

    submission_id: int
    received: datetime
    score: float
    max_score: float
    tasks: Mapping[int, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Best:
    """The best of a learner's attempts at an exercise; no scores while all of them wait."""

    attempts: int
    score: float | None
    max_score: float | None


# Who the gradebook lists, in the order of the roster.
_LEARNERS = (
    select(LearnerRow.id, LearnerRow.name, LearnerRow.full_name, LearnerRow.section)
    .where(in_class())
    .order_by(LearnerRow.name)
)
_TRIES = (
    select(
        SubmissionRow.learner_id,
        SubmissionRow.exercise,
        SubmissionRow.id,
        SubmissionRow.received,
        GradingRow.score,
        GradingRow.max_score,
    )
    .join(GradingRow, in_force())
    .order_by(*OLDEST_FIRST)
)
_BESTS = select(
    StandingRow.learner_id,
    StandingRow.exercise,
    StandingRow.attempts,
    StandingRow.best_score,
    StandingRow.max_score,
)
_TASKS = (
    select(
        SubmissionRow.id,
        CheckResultRow.task,
        func.sum(CheckResultRow.score),
        func.sum(CheckResultRow.max_score),
    )
    .select_from(SubmissionRow)
    .join(GradingRow, in_force())
    .join(CheckResultRow, CheckResultRow.grading_id == GradingRow.id)
    .group_by(SubmissionRow.id, CheckResultRow.task)
)
Key = tuple[int, str]  # a learner's id and an exercise


class GradeRecords:
    """Shares the engines of the `Store` that it belongs to."""

    def __init__(self, engine: Engine, reader: Engine) -> None:
        self._engine = engine
        self._reader = reader

    def learners(self, name: str | None = None) -> list[LearnerRecord]:
        query = _LEARNERS if name is None else _LEARNERS.where(LearnerRow.name == name)
        with transaction(self._reader) as session:
            return [LearnerRecord(*row) for row in session.execute(query)]

    def bests(self, learner_id: int | None = None) -> dict[Key, Best]:
        """The best mark of every learner and exercise that was tried: one quick look."""
        query = _BESTS if learner_id is None else _BESTS.where(StandingRow.learner_id == learner_id)
        with transaction(self._reader) as session:
            return {(row[0], row[1]): Best(*row[2:]) for row in session.execute(query)}

    def tried(self) -> set[str]:
        """The exercises that somebody of the class has handed in."""
        query = select(StandingRow.exercise).distinct().join(StandingRow.learner)
        with transaction(self._reader) as session:
            return set(session.scalars(query.where(in_class())))

    def tries(
        self, exercises: Sequence[str] | None = None, learner_id: int | None = None
    ) -> dict[Key, list[Try]]:
        """Every attempt that has a mark, oldest first: of these exercises, or of all."""
        query = _TRIES
        if exercises is not None:
            query = query.where(SubmissionRow.exercise.in_(exercises))
        if learner_id is not None:
            query = query.where(SubmissionRow.learner_id == learner_id)
        found: dict[Key, list[Try]] = {}
        with transaction(self._reader) as session:
            for row in session.execute(query):
                found.setdefault((row[0], row[1]), []).append(Try(*row[2:]))
        return found

    def with_tasks(self, tries: Sequence[Try]) -> list[Try]:
        """The same attempts, each with its score in every task."""
        numbers = [one.submission_id for one in tries]
        found: dict[int, dict[int, tuple[float, float]]] = {}
        with transaction(self._reader) as session:
            for row in session.execute(_TASKS.where(SubmissionRow.id.in_(numbers))):
                found.setdefault(row[0], {})[row[1]] = (row[2], row[3])
        return [replace(one, tasks=found.get(one.submission_id, {})) for one in tries]

    def newest(self) -> tuple[object, ...]:
        """Another one whenever an attempt may have got another mark."""
        newest = [select(func.max(t.id)).scalar_subquery() for t in (GradingRow, SubmissionRow)]
        with transaction(self._reader) as session:
            return tuple(session.execute(select(*newest)).one())

    def last_texts(self, exercises: Iterable[str]) -> dict[tuple[str, str], str]:
        """The SHA-256 of what each learner handed in last, by learner and exercise."""
        query = select(LearnerRow.name, SubmissionRow.exercise, SubmissionRow.source_sha256)
        query = query.join(SubmissionRow.learner).order_by(*OLDEST_FIRST)
        query = query.where(SubmissionRow.exercise.in_(sorted(set(exercises))))
        with transaction(self._reader) as session:
            return {(name, exercise): text for name, exercise, text in session.execute(query)}

    def outcomes(self, submissions: Sequence[int]) -> list[ScoredAttempt]:
        """What became of these submissions, by learner and exercise."""
        query = SCORED_ATTEMPTS.where(SubmissionRow.id.in_(submissions))
        query = query.order_by(None).order_by(
            LearnerRow.name, SubmissionRow.exercise, SubmissionRow.id
        )
        with transaction(self._reader) as session:
            return [ScoredAttempt(*row) for row in session.execute(query)]

    def tried_in_vain(self, submissions: Sequence[int]) -> dict[int, list[str]]:
        """What these submissions tried that no honest program does; only those that did."""
        tried = GradingRow.report["extra_data", "tried"]
        query = select(SubmissionRow.id, tried).join(GradingRow, in_force())
        query = query.where(SubmissionRow.id.in_(submissions))
        with transaction(self._reader) as session:
            return {number: list(said) for number, said in session.execute(query) if said}
