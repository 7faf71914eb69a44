"""What is counted over a whole class, in SQL that SQLite and PostgreSQL share.

Columns come in the order of the fields of the dataclass in `analysis.py` that they fill.
Instructors who try an exercise are not counted.
"""

from typing import Any

from sqlalchemy import ScalarSelect, Select, Subquery, and_, case, func, select
from sqlalchemy.orm import aliased

from tutor.records.models.quizzes import QuizAnswerRow, QuizChoiceRow, QuizItemRow
from tutor.records.models.submissions import (
    CheckResultRow,
    GradingRow,
    LearnerRow,
    StandingRow,
    SubmissionRow,
)
from tutor.records.queries import in_class

Rows = Select[*tuple[Any, ...]]

IS_LEARNER = in_class()
_PASSED, _SKIPPED = "passed", "skipped"


def _newest_grading() -> ScalarSelect[int]:
    """The grading in force of the newest graded attempt of a standing: one step in an index."""
    grading, submission = aliased(GradingRow), aliased(SubmissionRow)
    return (
        select(grading.id)
        .join(submission, submission.id == grading.submission_id)
        .where(
            submission.learner_id == StandingRow.learner_id,
            submission.exercise == StandingRow.exercise,
            grading.published,
        )
        .order_by(submission.received.desc(), submission.id.desc(), grading.id.desc())
        .limit(1)
        .correlate(StandingRow)
        .scalar_subquery()
    )


def with_failure(stuck: Rows) -> Rows:
    """With the check that says most about why the newest report of each has not full marks."""
    found = stuck.subquery()
    check = aliased(CheckResultRow)
    failure = (
        select(check.check_id)
        .where(check.grading_id == found.c.grading_id, check.outcome != _PASSED)
        .order_by(
            case((check.mistake.is_(None), 1), else_=0),
            case((check.outcome == _SKIPPED, 1), else_=0),
            check.task,
            check.check_id,
        )
        .limit(1)
        .correlate(found)
        .scalar_subquery()
    )
    is_failure = and_(
        CheckResultRow.grading_id == found.c.grading_id, CheckResultRow.check_id == failure
    )
    return (
        select(
            *[column for column in found.c if column.name != "in_all"],
            GradingRow.submission_id,
            GradingRow.suite_version,
            CheckResultRow.check_id,
            CheckResultRow.mistake,
            found.c.in_all,
        )
        .join(GradingRow, GradingRow.id == found.c.grading_id)
        .outerjoin(CheckResultRow, is_failure)
        .order_by(found.c.attempts.desc(), found.c.last.desc(), found.c.name)
    )


def _in_force(exercise: str) -> Subquery:
    """Every graded attempt at an exercise, with the grading in force."""
    return (
        select(
            SubmissionRow.id, SubmissionRow.learner_id, func.max(GradingRow.id).label("grading_id")
        )
        .join(GradingRow, GradingRow.submission_id == SubmissionRow.id)
        .join(SubmissionRow.learner)
        .where(SubmissionRow.exercise == exercise, GradingRow.published, IS_LEARNER)
        .group_by(SubmissionRow.id, SubmissionRow.learner_id)
        .subquery()
    )


def mistakes_of(exercise: str) -> Rows:
    graded = _in_force(exercise)
    return (
        select(
            CheckResultRow.mistake,
            graded.c.learner_id,
            func.count(graded.c.id.distinct()),
            func.max(graded.c.id),
            func.max(graded.c.grading_id),
        )
        .join(graded, graded.c.grading_id == CheckResultRow.grading_id)
        .where(CheckResultRow.mistake.is_not(None))
        .group_by(CheckResultRow.mistake, graded.c.learner_id)
    )


def ways_to_full(exercise: str) -> Rows:
    """`attempts_to_full` counts in the order in which the attempts are numbered here."""
    learner, received = SubmissionRow.learner_id, SubmissionRow.received
    numbered = (
        select(
            learner,
            received,
            func.min(received).over(partition_by=learner).label("first"),
            func.row_number()
            .over(partition_by=learner, order_by=(received, SubmissionRow.id))
            .label("number"),
        )
        .where(SubmissionRow.exercise == exercise)
        .subquery()
    )
    return (
        select(numbered.c.first, numbered.c.received)
        .join(StandingRow, StandingRow.learner_id == numbered.c.learner_id)
        .join(StandingRow.learner)
        .where(
            StandingRow.exercise == exercise,
            StandingRow.attempts_to_full == numbered.c.number,
            IS_LEARNER,
        )
    )


CELLS = (
    select(
        LearnerRow.name,
        LearnerRow.full_name,
        LearnerRow.section,
        StandingRow.exercise,
        StandingRow.best_score,
        StandingRow.max_score,
        StandingRow.attempts,
        StandingRow.last,
    )
    .outerjoin(StandingRow, StandingRow.learner_id == LearnerRow.id)
    .where(IS_LEARNER)
    .order_by(LearnerRow.name, StandingRow.exercise)
)

STUCK = (
    select(
        LearnerRow.name,
        LearnerRow.full_name,
        StandingRow.exercise,
        StandingRow.attempts,
        StandingRow.best_score,
        StandingRow.max_score,
        StandingRow.last,
        _newest_grading().label("grading_id"),
        func.count().over().label("in_all"),
    )
    .join(StandingRow.learner)
    .where(
        IS_LEARNER,
        StandingRow.attempts_to_full.is_(None),
        StandingRow.best_score.is_not(None),
    )
    .order_by(StandingRow.attempts.desc(), StandingRow.last.desc(), LearnerRow.name)
)

TRIED = (
    select(
        StandingRow.exercise,
        func.count(),
        func.count(StandingRow.attempts_to_full),
        func.sum(StandingRow.attempts),
        func.max(StandingRow.last),
    )
    .join(StandingRow.learner)
    .where(IS_LEARNER)
    .group_by(StandingRow.exercise)
)

# Of each standing, the checks of the newest graded attempt.
_NEWEST_CHECKS = (
    select(StandingRow)
    .join(StandingRow.learner)
    .join(CheckResultRow, CheckResultRow.grading_id == _newest_grading())
    .where(IS_LEARNER)
)

CHECKS = _NEWEST_CHECKS.with_only_columns(
    CheckResultRow.check_id,
    func.max(CheckResultRow.task),
    func.max(CheckResultRow.max_score),
    func.count(),
    func.sum(case((CheckResultRow.outcome == _PASSED, 1), else_=0)),
    func.avg(CheckResultRow.seconds),
    func.max(CheckResultRow.grading_id),
).group_by(CheckResultRow.check_id)

STANDING_MISTAKES = (
    _NEWEST_CHECKS.with_only_columns(
        StandingRow.exercise,
        CheckResultRow.mistake,
        func.count(StandingRow.learner_id.distinct()).label("learners"),
        func.max(CheckResultRow.grading_id),
    )
    .where(CheckResultRow.mistake.is_not(None))
    .group_by(StandingRow.exercise, CheckResultRow.mistake)
    .order_by(
        func.count(StandingRow.learner_id.distinct()).desc(),
        StandingRow.exercise,
        CheckResultRow.mistake,
    )
)

ATTEMPTS_TO_FULL = (
    select(StandingRow.attempts_to_full, func.count())
    .join(StandingRow.learner)
    .where(IS_LEARNER)
    .group_by(StandingRow.attempts_to_full)
)

TICKED = (
    select(QuizAnswerRow.question, QuizChoiceRow.option, func.count())
    .join(QuizChoiceRow, QuizChoiceRow.answer_id == QuizAnswerRow.id)
    .group_by(QuizAnswerRow.question, QuizChoiceRow.option)
)

NEWEST_VALUES = (
    select(QuizItemRow.parameters)
    .join(QuizAnswerRow, QuizAnswerRow.item_id == QuizItemRow.id)
    .order_by(QuizAnswerRow.id.desc())
    .limit(1)
)
