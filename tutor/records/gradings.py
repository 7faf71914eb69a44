"""Add a grading to a submission, and what follows from it, in a transaction of the caller."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from tutor.errors import Refused
from tutor.records.models.submissions import CheckResultRow, GradingRow, StandingRow, SubmissionRow
from tutor.records.queries import MARKS_IN_ORDER
from tutor.records.rows import find_or_add


def add_grading(session: Session, submission_id: int, report: Mapping[str, Any]) -> GradingRow:
    """Keep a report and bring the standing up to date; or find the same grading.

    Two gradings are the same when suite, engine, device and seed are, and the grader finished both
    or neither: a retry after a failure of the grader is a new one.
    """
    submission = find_submission(session, submission_id)
    grading = find_or_add(
        session,
        grading_of(submission_id, report, datetime.now(UTC)),
        "submission_id",
        "suite_version",
        "engine_version",
        "device",
        "seed",
        "published",
    )
    session.flush()
    restand(session, submission.learner_id, submission.exercise)
    return grading


def find_submission(session: Session, submission_id: int) -> SubmissionRow:
    """Raises Refused for one that does not exist."""
    row = session.get(SubmissionRow, submission_id)
    if row is None:
        raise Refused(f"There is no submission {submission_id}.")
    return row


def restand(session: Session, learner_id: int, exercise: str) -> None:
    """Bring the standing of a learner in an exercise up to date."""
    mine = (SubmissionRow.learner_id == learner_id, SubmissionRow.exercise == exercise)
    rows = session.execute(MARKS_IN_ORDER.where(*mine)).all()
    graded = [row for row in rows if row.score is not None]
    best = max(graded, key=lambda row: (row.score, row.id), default=None)
    full = (
        number
        for number, row in enumerate(rows, start=1)
        if row.score is not None and row.score >= row.max_score
    )
    session.merge(
        StandingRow(
            learner_id=learner_id,
            exercise=exercise,
            attempts=len(rows),
            best_score=best.score if best else None,
            max_score=best.max_score if best else None,
            attempts_to_full=next(full, None),
            last=max(row.received for row in rows),
        )
    )


def grading_of(submission_id: int, report: Mapping[str, Any], graded_at: datetime) -> GradingRow:
    """A report as a row, with its checks in rows of their own."""
    extra = report["extra_data"]
    checks = [
        CheckResultRow(
            check_id=test["extra_data"]["id"],
            task=test["extra_data"]["task"],
            outcome=test["extra_data"]["outcome"],
            mistake=test["extra_data"]["mistake"],
            score=test["score"],
            max_score=test["max_score"],
            seconds=test["extra_data"]["seconds"],
        )
        for test in report["tests"]
    ]
    return GradingRow(
        submission_id=submission_id,
        suite_version=extra["suite_version"],
        engine_version=extra["engine_version"],
        device=extra["device"],
        seed=extra["seed"],
        published=all(check.outcome != "grader_error" for check in checks),
        score=report["score"],
        max_score=report["max_score"],
        graded_at=graded_at,
        report=dict(report),
        checks=checks,
    )
