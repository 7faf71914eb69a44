"""The questions that need more than a look-up, in SQL that SQLite and PostgreSQL share.

Columns come in the order of the fields of the dataclass that they fill.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from tutor.records.models.submissions import GradingRow, LearnerRow, StandingRow, SubmissionRow

OLDEST_FIRST = (SubmissionRow.received, SubmissionRow.id)


def in_class() -> ColumnElement[bool]:
    """The condition for a learner of the class: nobody who teaches it or was removed from it."""
    return and_(LearnerRow.role == "learner", LearnerRow.enrolment != "removed")


def in_force() -> ColumnElement[bool]:
    """The condition that joins a submission with its newest published grading."""
    grading = aliased(GradingRow)
    newest = (
        select(func.max(grading.id))
        .where(grading.submission_id == SubmissionRow.id, grading.published)
        .correlate(SubmissionRow)
    )
    return GradingRow.id == newest.scalar_subquery()


# `Attempt`: each submission with the report in force.
ATTEMPTS = (
    select(
        SubmissionRow.id,
        LearnerRow.name,
        SubmissionRow.exercise,
        SubmissionRow.filename,
        SubmissionRow.received,
        GradingRow.report,
    )
    .join(SubmissionRow.learner)
    .outerjoin(GradingRow, in_force())
    .order_by(*OLDEST_FIRST)
)

# `ScoredAttempt`: each submission with its mark in force.
SCORED_ATTEMPTS = (
    select(
        SubmissionRow.id,
        LearnerRow.name,
        SubmissionRow.exercise,
        SubmissionRow.filename,
        SubmissionRow.received,
        GradingRow.score,
        GradingRow.max_score,
    )
    .select_from(SubmissionRow)
    .join(SubmissionRow.learner)
    .outerjoin(GradingRow, in_force())
    .order_by(*OLDEST_FIRST)
)

# The ids of the submissions without a mark in force.
WAITING = (
    select(SubmissionRow.id)
    .outerjoin(GradingRow, in_force())
    .where(GradingRow.id.is_(None))
    .order_by(*OLDEST_FIRST)
)

# `Standing`: kept by `record` and `add_submission`, so that it is quick for any class.
STANDINGS = (
    select(
        LearnerRow.name,
        StandingRow.exercise,
        StandingRow.attempts,
        StandingRow.best_score,
        StandingRow.max_score,
        StandingRow.last,
        StandingRow.attempts_to_full,
    )
    .join(StandingRow.learner)
    .order_by(LearnerRow.name, StandingRow.exercise)
)

# The attempts of one learner at one exercise in order, with the marks in force.
MARKS_IN_ORDER = (
    select(GradingRow.score, GradingRow.max_score, SubmissionRow.id, SubmissionRow.received)
    .select_from(SubmissionRow)
    .outerjoin(GradingRow, in_force())
    .order_by(*OLDEST_FIRST)
)


def last_text(session: Session, learner: str, exercise: str, at: datetime | None) -> str | None:
    """The SHA-256 of what a learner had handed in last, up to that time or now; None before the
    first."""
    query = (
        select(SubmissionRow.source_sha256)
        .join(SubmissionRow.learner)
        .where(LearnerRow.name == learner, SubmissionRow.exercise == exercise)
        .order_by(SubmissionRow.received.desc(), SubmissionRow.id.desc())
        .limit(1)
    )
    if at is not None:
        query = query.where(SubmissionRow.received <= at)
    return session.scalar(query)
