"""The records of regrades: new reports that are looked at before they count.

A regrade that is discarded leaves nothing behind: it never counted. One that was published stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from tutor.errors import Refused
from tutor.records.database import transaction
from tutor.records.models.classes import RegradedRow, RegradeRow
from tutor.records.models.submissions import GradingRow, SubmissionRow
from tutor.records.models.work import WorkRow
from tutor.records.queries import OLDEST_FIRST, in_class, in_force
from tutor.records.rows import find_or_add


@dataclass(frozen=True)
class Regrade:
    id: int
    exercise: str
    begun_by: str
    begun: datetime
    published: datetime | None


class RegradeRecords:
    """Shares the engines of the `Store` that it belongs to."""

    def __init__(self, engine: Engine, reader: Engine) -> None:
        self._engine = engine
        self._reader = reader

    def newest(self, exercise: str, learner_id: int | None = None) -> dict[int, int]:
        """The newest submission to an exercise of each learner, or of one, by the learner's id."""
        query = (
            select(SubmissionRow.learner_id, SubmissionRow.id)
            .join(SubmissionRow.learner)
            .where(SubmissionRow.exercise == exercise, in_class())
            .order_by(*OLDEST_FIRST)
        )
        if learner_id is not None:
            query = query.where(SubmissionRow.learner_id == learner_id)
        with transaction(self._reader) as session:
            return {row[0]: row[1] for row in session.execute(query)}

    def reports(self, submissions: Sequence[int]) -> dict[int, dict[str, Any]]:
        """The reports in force of these submissions."""
        query = select(SubmissionRow.id, GradingRow.report).join(GradingRow, in_force())
        with transaction(self._reader) as session:
            rows = session.execute(query.where(SubmissionRow.id.in_(submissions)))
            return {row[0]: row[1] for row in rows}

    def begin(self, exercise: str, by: str) -> Regrade:
        """Begin a regrade, or return the one of this exercise that was not published yet."""
        now = datetime.now(UTC)
        row = RegradeRow(exercise=exercise, begun_by=by, begun=now, published=None)
        with transaction(self._engine) as session:
            return _regrade(find_or_add(session, row, "exercise", "published"))

    def get(self, regrade_id: int) -> Regrade:
        with transaction(self._reader) as session:
            return _regrade(_row(session, regrade_id))

    def unpublished(self) -> list[Regrade]:
        """What was begun and not published, the newest first."""
        query = select(RegradeRow).where(RegradeRow.published.is_(None))
        with transaction(self._reader) as session:
            rows = session.scalars(query.order_by(RegradeRow.id.desc()))
            return [_regrade(row) for row in rows]

    def scores(self, regrade_id: int) -> dict[int, tuple[float, float]]:
        """The new score and the most there is, by submission."""
        query = select(RegradedRow.submission_id, RegradedRow.score, RegradedRow.max_score)
        with transaction(self._reader) as session:
            rows = session.execute(query.where(RegradedRow.regrade_id == regrade_id))
            return {row[0]: (row[1], row[2]) for row in rows}

    def regraded(self, regrade_id: int) -> dict[int, dict[str, Any]]:
        """The new reports, by submission."""
        query = select(RegradedRow.submission_id, RegradedRow.report)
        with transaction(self._reader) as session:
            rows = session.execute(query.where(RegradedRow.regrade_id == regrade_id))
            return {row[0]: row[1] for row in rows}

    def mark_published(self, regrade_id: int) -> None:
        with transaction(self._engine) as session:
            _row(session, regrade_id).published = datetime.now(UTC)

    def discard(self, regrade_id: int) -> None:
        with transaction(self._engine) as session:
            row = _row(session, regrade_id)
            if row.published is not None:
                raise Refused("This regrade is already published; its marks count.")
            for table in (RegradedRow, WorkRow):
                session.execute(delete(table).where(table.regrade_id == regrade_id))
            session.delete(row)


def add_regraded(
    session: Session, regrade_id: int, submission_id: int, report: Mapping[str, Any]
) -> None:
    """Keep a new report, unless the regrade was discarded or published meanwhile."""
    regrade = session.get(RegradeRow, regrade_id)
    if regrade is None or regrade.published is not None:
        return
    row = RegradedRow(
        regrade_id=regrade_id,
        submission_id=submission_id,
        report=dict(report),
        score=report["score"],
        max_score=report["max_score"],
    )
    find_or_add(session, row, "regrade_id", "submission_id")


def _row(session: Session, regrade_id: int) -> RegradeRow:
    row = session.get(RegradeRow, regrade_id)
    if row is None:
        raise Refused("There is no such regrade. It may have been discarded.")
    return row


def _regrade(row: RegradeRow) -> Regrade:
    return Regrade(row.id, row.exercise, row.begun_by, row.begun, row.published)
