"""The submissions that have no mark yet: what waits, what is being graded, what failed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tutor.records.models.submissions import GradingRow, LearnerRow, SubmissionRow
from tutor.records.models.work import WorkRow
from tutor.records.queries import OLDEST_FIRST, in_force


@dataclass(frozen=True)
class Ungraded:
    """A submission without a mark. `state` is that of its newest work, None where it was never
    queued; `error` says in words why the grader failed last."""

    submission_id: int
    learner: str
    exercise: str
    received: datetime
    state: str | None
    error: str | None


_NEWEST = (
    select(WorkRow.submission_id, func.max(WorkRow.id).label("id"))
    .where(WorkRow.regrade_id.is_(None))
    .group_by(WorkRow.submission_id)
    .subquery()
)
_UNGRADED = (
    select(
        SubmissionRow.id,
        LearnerRow.name,
        SubmissionRow.exercise,
        SubmissionRow.received,
        WorkRow.state,
        WorkRow.error,
    )
    .select_from(SubmissionRow)
    .join(SubmissionRow.learner)
    .outerjoin(GradingRow, in_force())
    .outerjoin(_NEWEST, _NEWEST.c.submission_id == SubmissionRow.id)
    .outerjoin(WorkRow, WorkRow.id == _NEWEST.c.id)
    .where(GradingRow.id.is_(None))
    .order_by(*OLDEST_FIRST)
)


def ungraded(session: Session, learner: str | None = None) -> list[Ungraded]:
    """The submissions of all or of one learner without a mark in force, oldest first."""
    query = _UNGRADED if learner is None else _UNGRADED.where(LearnerRow.name == learner)
    return [Ungraded(*row) for row in session.execute(query)]
