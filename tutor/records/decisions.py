"""The records of what instructors decided: policies, deadlines, marks by hand, comments.

All of it is added and never changed; the newest counts, and the rest is the audit trail.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tutor.errors import Refused
from tutor.records.database import transaction
from tutor.records.models.classes import (
    CommentRow,
    DeadlineChangeRow,
    GradePolicyRow,
    OverrideRow,
)
from tutor.records.models.submissions import LearnerRow


@dataclass(frozen=True)
class DeadlineChange:
    """A deadline of the class, or an extension for a learner or a section; `due` is None where it
    was removed."""

    exercise: str
    due: datetime | None
    learner: str | None
    section: str | None
    reason: str
    set_by: str
    set_at: datetime

    @property
    def is_extension(self) -> bool:
        return self.learner is not None or self.section is not None


@dataclass(frozen=True)
class Override:
    """A mark given by hand, for an exercise or one of its tasks; `points` is None where it was
    taken back, or where the learner is excused."""

    learner: str
    exercise: str
    points: float | None
    reason: str
    set_by: str
    set_at: datetime
    task: int | None = None
    excused: bool = False


@dataclass(frozen=True)
class Comment:
    """What an instructor says to a learner about an exercise; empty where it was taken back."""

    learner: str
    exercise: str
    text: str
    set_by: str
    set_at: datetime


@dataclass(frozen=True)
class PolicyChange:
    policy: dict[str, Any]
    set_by: str
    set_at: datetime


_CHANGES = (
    select(
        DeadlineChangeRow.exercise,
        DeadlineChangeRow.due,
        LearnerRow.name,
        DeadlineChangeRow.section,
        DeadlineChangeRow.reason,
        DeadlineChangeRow.set_by,
        DeadlineChangeRow.set_at,
    )
    .outerjoin(DeadlineChangeRow.learner)
    .order_by(DeadlineChangeRow.id)
)
_OVERRIDES = (
    select(
        LearnerRow.name,
        OverrideRow.exercise,
        OverrideRow.points,
        OverrideRow.reason,
        OverrideRow.set_by,
        OverrideRow.set_at,
        OverrideRow.task,
        OverrideRow.excused,
    )
    .join(OverrideRow.learner)
    .order_by(OverrideRow.id)
)
_COMMENTS = (
    select(
        LearnerRow.name,
        CommentRow.exercise,
        CommentRow.text,
        CommentRow.set_by,
        CommentRow.set_at,
    )
    .join(CommentRow.learner)
    .order_by(CommentRow.id)
)
_TABLES = (GradePolicyRow, DeadlineChangeRow, OverrideRow, CommentRow)


class DecisionRecords:
    """Shares the engines of the `Store` that it belongs to."""

    def __init__(self, engine: Engine, reader: Engine) -> None:
        self._engine = engine
        self._reader = reader

    def newest(self) -> tuple[object, ...]:
        """Another one whenever anything was decided; nothing but None before the first."""
        newest = [select(func.max(table.id)).scalar_subquery() for table in _TABLES]
        with transaction(self._reader) as session:
            return tuple(session.execute(select(*newest)).one())

    def deadline_changes(self) -> list[DeadlineChange]:
        """Every deadline and extension, set or removed, oldest first."""
        with transaction(self._reader) as session:
            return [DeadlineChange(*row) for row in session.execute(_CHANGES)]

    def deadlines(self) -> dict[str, datetime]:
        """The deadlines of the class that are in force."""
        of_class = (c for c in self.deadline_changes() if not c.is_extension)
        newest = {change.exercise: change.due for change in of_class}
        return {exercise: due for exercise, due in newest.items() if due is not None}

    def last_deadline(self, exercise: str) -> datetime | None:
        """When an exercise is over for all: the deadline of the class, or a later extension."""
        newest = {
            (change.learner, change.section): change.due
            for change in self.deadline_changes()
            if change.exercise == exercise
        }
        if newest.get((None, None)) is None:
            return None
        return max(due for due in newest.values() if due is not None)

    def set_deadline(
        self,
        exercise: str,
        due: datetime | None,
        by: str,
        learner: str | None = None,
        section: str | None = None,
        reason: str = "",
    ) -> None:
        with transaction(self._engine) as session:
            session.add(
                DeadlineChangeRow(
                    exercise=exercise,
                    learner_id=_learner(session, learner).id if learner is not None else None,
                    section=section,
                    due=due,
                    reason=reason,
                    set_by=by,
                    set_at=datetime.now(UTC),
                )
            )

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
        self,
        learner: str,
        exercise: str,
        points: float | None,
        reason: str,
        by: str,
        task: int | None = None,
        excused: bool = False,
    ) -> None:
        """Add a mark given by hand or an excuse, or take the one in force back."""
        with transaction(self._engine) as session:
            row = OverrideRow(
                learner_id=_learner(session, learner).id,
                exercise=exercise,
                task=task,
                points=points,
                excused=excused,
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

    def comment(self, learner: str, exercise: str, text: str, by: str) -> None:
        """Add a comment; an empty text takes the one in force back."""
        with transaction(self._engine) as session:
            row = CommentRow(
                learner_id=_learner(session, learner).id,
                exercise=exercise,
                text=text,
                set_by=by,
                set_at=datetime.now(UTC),
            )
            session.add(row)

    def comments(self) -> list[Comment]:
        """Every comment, and every one taken back, oldest first."""
        with transaction(self._reader) as session:
            return [Comment(*row) for row in session.execute(_COMMENTS)]


def _learner(session: Session, name: str) -> LearnerRow:
    row = session.scalars(select(LearnerRow).where(LearnerRow.name == name)).one_or_none()
    if row is None:
        raise Refused(f"There is no learner '{name}' in the records.")
    return row
