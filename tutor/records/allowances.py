"""The records of allowances, and the times of the attempts that they count."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, exists, or_, select

from tutor.records.database import transaction
from tutor.records.models.classes import AllowanceRow
from tutor.records.models.submissions import GradingRow, LearnerRow, SubmissionRow
from tutor.records.models.work import WorkRow
from tutor.records.queries import in_force
from tutor.records.work_values import OPEN


class AllowanceRecords:
    """Shares the engines of the `Store` that it belongs to."""

    def __init__(self, engine: Engine, reader: Engine) -> None:
        self._engine = engine
        self._reader = reader

    def all(self) -> dict[str | None, dict[str, Any] | None]:
        """The newest of each exercise that has one of its own, and under None that of the class."""
        query = select(AllowanceRow.exercise, AllowanceRow.allowance).order_by(AllowanceRow.id)
        with transaction(self._reader) as session:
            return {row[0]: row[1] for row in session.execute(query)}

    def set(self, exercise: str | None, allowance: Mapping[str, Any] | None, by: str) -> None:
        """Add what counts from now on; None takes it back."""
        kept = None if allowance is None else dict(allowance)
        with transaction(self._engine) as session:
            session.add(
                AllowanceRow(exercise=exercise, allowance=kept, set_by=by, set_at=datetime.now(UTC))
            )

    def times(self, learner: str, exercise: str) -> list[datetime]:
        """When each attempt was received that has a mark or will have one, oldest first. What the
        grader failed on costs nobody an attempt."""
        is_open = exists().where(WorkRow.submission_id == SubmissionRow.id, WorkRow.state.in_(OPEN))
        query = (
            select(SubmissionRow.received)
            .join(SubmissionRow.learner)
            .outerjoin(GradingRow, in_force())
            .where(LearnerRow.name == learner, SubmissionRow.exercise == exercise)
            .where(or_(GradingRow.id.is_not(None), is_open))
            .order_by(SubmissionRow.received)
        )
        with transaction(self._reader) as session:
            return list(session.scalars(query))
