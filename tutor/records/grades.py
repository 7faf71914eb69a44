"""The records behind the gradebook: tries, deadlines, the policy, overrides.

Policies and overrides are added and never changed; the newest counts. A deadline is the present
one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tutor.errors import Refused
from tutor.records.attempts import ScoredAttempt
from tutor.records.database import transaction
from tutor.records.models.classes import DeadlineRow, GradePolicyRow, OverrideRow
from tutor.records.models.submissions import GradingRow, LearnerRow, StandingRow, SubmissionRow
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
    """A submission with its mark in force."""

    submission_id: int
    received: datetime
    score: float
    max_score: float


@dataclass(frozen=True, slots=True)
class Best:
    """The best of a learner's attempts at an exercise; no scores while all of them wait."""

    attempts: int
    score: float | None
    max_score: float | None


@dataclass(frozen=True)
class Override:
    """A mark given by hand; `points` is None where it was taken back."""

    learner: str
    exercise: str
    points: float | None
    reason: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True)
class PolicyChange:
    policy: dict[str, Any]
    set_by: str
    set_at: datetime


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
_OVERRIDES = (
    select(
        LearnerRow.name,
        OverrideRow.exercise,
        OverrideRow.points,
        OverrideRow.reason,
        OverrideRow.set_by,
        OverrideRow.set_at,
    )
    .join(OverrideRow.learner)
    .order_by(OverrideRow.id)
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

    def state(self) -> tuple[object, ...]:
        """Another one whenever a mark may have changed."""
        newest = [
            select(func.max(table.id)).scalar_subquery()
            for table in (GradingRow, SubmissionRow, OverrideRow, GradePolicyRow)
        ]
        with transaction(self._reader) as session:
            rows = session.scalars(select(DeadlineRow).order_by(DeadlineRow.exercise))
            deadlines = [(row.exercise, row.due) for row in rows]
            return (*session.execute(select(*newest)).one(), *deadlines)

    def deadlines(self) -> dict[str, datetime]:
        with transaction(self._reader) as session:
            return {row.exercise: row.due for row in session.scalars(select(DeadlineRow))}

    def set_deadline(self, exercise: str, due: datetime | None) -> None:
        with transaction(self._engine) as session:
            if due is not None:
                session.merge(DeadlineRow(exercise=exercise, due=due))
            elif row := session.get(DeadlineRow, exercise):
                session.delete(row)

    def policies(self) -> list[PolicyChange]:
        """Every policy that was ever set, the newest first."""
        query = select(GradePolicyRow.policy, GradePolicyRow.set_by, GradePolicyRow.set_at)
        with transaction(self._reader) as session:
            rows = session.execute(query.order_by(GradePolicyRow.id.desc()))
            return [PolicyChange(*row) for row in rows]

    def policy(self) -> dict[str, Any] | None:
        """The policy that counts; None before the first."""
        query = select(GradePolicyRow.policy).order_by(GradePolicyRow.id.desc()).limit(1)
        with transaction(self._reader) as session:
            return session.scalars(query).one_or_none()

    def set_policy(self, policy: Mapping[str, Any], by: str) -> None:
        with transaction(self._engine) as session:
            session.add(GradePolicyRow(policy=dict(policy), set_by=by, set_at=datetime.now(UTC)))

    def override(
        self, learner: str, exercise: str, points: float | None, reason: str, by: str
    ) -> None:
        """Add a mark given by hand, or take the one in force back."""
        with transaction(self._engine) as session:
            row = OverrideRow(
                learner_id=_learner(session, learner).id,
                exercise=exercise,
                points=points,
                reason=reason,
                set_by=by,
                set_at=datetime.now(UTC),
            )
            session.add(row)

    def overrides(self, learner: str | None = None, exercise: str | None = None) -> list[Override]:
        """Every mark given by hand and every one taken back, oldest first."""
        query = _OVERRIDES
        if learner is not None:
            query = query.where(LearnerRow.name == learner)
        if exercise is not None:
            query = query.where(OverrideRow.exercise == exercise)
        with transaction(self._reader) as session:
            return [Override(*row) for row in session.execute(query)]

    def texts(self, exercises: Iterable[str]) -> set[tuple[str, str, str]]:
        """(learner, exercise, SHA-256 of the text) of all that was handed in there."""
        query = select(LearnerRow.name, SubmissionRow.exercise, SubmissionRow.source_sha256).join(
            SubmissionRow.learner
        )
        query = query.where(SubmissionRow.exercise.in_(sorted(set(exercises))))
        with transaction(self._reader) as session:
            return {(name, exercise, text) for name, exercise, text in session.execute(query)}

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


def _learner(session: Session, name: str) -> LearnerRow:
    row = session.scalars(select(LearnerRow).where(LearnerRow.name == name)).one_or_none()
    if row is None:
        raise Refused(f"There is no learner '{name}' in the records.")
    return row
