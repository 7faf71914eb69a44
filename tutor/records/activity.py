"""What one learner did and when, without the reports; and drafts that were not handed in yet.

Instants are stored in UTC and a day is the viewer's, so activity is counted by quarters of an
hour: every time zone there is begins its days at one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    delete,
    extract,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from tutor.records.attempts import AttemptRecord, NumberedAttempt
from tutor.records.database import transaction
from tutor.records.models.quizzes import QuizAnswerRow
from tutor.records.models.submissions import (
    DraftRow,
    GradingRow,
    LearnerRow,
    SourceRow,
    SubmissionRow,
)
from tutor.records.queries import ATTEMPTS, OLDEST_FIRST, SCORED_ATTEMPTS
from tutor.records.rows import find_or_add


@dataclass(frozen=True)
class Quarter:
    """What a learner did within a quarter of an hour; never both counts are 0."""

    begins: datetime
    attempts: int
    answers: int


@dataclass(frozen=True)
class Kept:
    """A draft that was kept."""

    text: str
    saved: datetime


_ONE: ColumnElement[int] = literal_column("1")
_NONE: ColumnElement[int] = literal_column("0")
_DONE = union_all(
    select(
        SubmissionRow.learner_id.label("learner_id"),
        SubmissionRow.received.label("at"),
        _ONE.label("attempts"),
        _NONE.label("answers"),
    ),
    select(QuizAnswerRow.learner_id, QuizAnswerRow.answered_at, _NONE, _ONE),
).subquery()
_MINUTE = extract("minute", _DONE.c.at)

# `Quarter`: its five numbers in UTC, and the two counts.
_QUARTERS = (
    select(
        extract("year", _DONE.c.at).label("in_year"),
        extract("month", _DONE.c.at).label("in_month"),
        extract("day", _DONE.c.at).label("on_day"),
        extract("hour", _DONE.c.at).label("in_hour"),
        (_MINUTE - _MINUTE % literal_column("15")).label("from_minute"),
        func.sum(_DONE.c.attempts),
        func.sum(_DONE.c.answers),
    )
    .join(LearnerRow, LearnerRow.id == _DONE.c.learner_id)
    .group_by("in_year", "in_month", "on_day", "in_hour", "from_minute")
    .order_by("in_year", "in_month", "on_day", "in_hour", "from_minute")
)

_NUMBER = func.row_number().over(
    partition_by=(SubmissionRow.learner_id, SubmissionRow.exercise), order_by=OLDEST_FIRST
)
_LATEST_FIRST = (SubmissionRow.received.desc(), SubmissionRow.id.desc())


class ActivityRecords:
    """Shares the engines of the `Store` that it belongs to."""

    def __init__(self, engine: Engine, reader: Engine) -> None:
        self._engine = engine
        self._reader = reader

    def quarters(self, learner: str) -> list[Quarter]:
        """When the learner was active, from the first time on."""
        query = _QUARTERS.where(LearnerRow.name == learner)
        with transaction(self._reader) as session:
            return [_quarter(*map(int, row)) for row in session.execute(query)]

    def attempts(self, learner: str, exercise: str | None = None) -> list[NumberedAttempt]:
        """The attempts of a learner with their marks, at one exercise or all, oldest first."""
        with transaction(self._reader) as session:
            rows = session.execute(_of(SCORED_ATTEMPTS.add_columns(_NUMBER), learner, exercise))
            return [NumberedAttempt(*row) for row in rows]

    def graded(self, learner: str, limit: int) -> list[AttemptRecord]:
        """The newest attempts of a learner that have a report, newest first."""
        query = _of(ATTEMPTS, learner).where(GradingRow.id.is_not(None)).limit(limit)
        with transaction(self._reader) as session:
            rows = session.execute(query.order_by(None).order_by(*_LATEST_FIRST))
            return [AttemptRecord(*row) for row in rows]

    def latest_script(self, learner: str, exercise: str) -> str | None:
        """The code that was handed in last as a script; None without any."""
        query = (
            select(SourceRow.text)
            .join(SubmissionRow.source)
            .join(SubmissionRow.learner)
            .where(SubmissionRow.filename.endswith(".py", autoescape=True))
        )
        query = _of(query, learner, exercise).order_by(*_LATEST_FIRST).limit(1)
        with transaction(self._reader) as session:
            return session.scalars(query).one_or_none()

    def draft(self, learner: str, exercise: str) -> Kept | None:
        """What the learner wrote and did not hand in."""
        query = (
            select(DraftRow.text, DraftRow.saved)
            .join(LearnerRow, LearnerRow.id == DraftRow.learner_id)
            .where(LearnerRow.name == learner, DraftRow.exercise == exercise)
        )
        with transaction(self._reader) as session:
            row = session.execute(query).one_or_none()
            return Kept(*row) if row else None

    def keep_draft(self, learner: str, exercise: str, text: str, saved: datetime) -> None:
        """Put this draft in the place of the one before."""
        with transaction(self._engine) as session:
            owner = find_or_add(session, LearnerRow(name=learner), "name").id
            row = DraftRow(learner_id=owner, exercise=exercise, text=text, saved=saved)
            session.merge(row)

    def drop_draft(self, learner: str, exercise: str) -> None:
        """Delete the draft; harmless without one."""
        with transaction(self._engine) as session:
            owner = _id(session, learner)
            mine = (DraftRow.learner_id == owner, DraftRow.exercise == exercise)
            session.execute(delete(DraftRow).where(*mine))


def _of(
    query: Select[*tuple[Any, ...]], learner: str, exercise: str | None = None
) -> Select[*tuple[Any, ...]]:
    query = query.where(LearnerRow.name == learner)
    return query if exercise is None else query.where(SubmissionRow.exercise == exercise)


def _quarter(
    year: int, month: int, day: int, hour: int, minute: int, attempts: int, answers: int
) -> Quarter:
    return Quarter(datetime(year, month, day, hour, minute, tzinfo=UTC), attempts, answers)


def _id(session: Session, learner: str) -> int | None:
    return session.scalars(select(LearnerRow.id).where(LearnerRow.name == learner)).one_or_none()
