"""The questions that need more than a look-up, in SQL that SQLite and PostgreSQL share.

Columns come in the order of the fields of the dataclass that they fill.
"""

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import aliased

from tutor.records.models import (
    GradingRow,
    LearnerRow,
    QuizAnswerRow,
    QuizChoiceRow,
    StandingRow,
    SubmissionRow,
)

OLDEST_FIRST = (SubmissionRow.received, SubmissionRow.id)


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

# What a learner has earned and given in all, to hold each answer against the others.
_IN_ALL = (
    select(
        QuizAnswerRow.learner_id,
        func.sum(QuizAnswerRow.credit).label("credit"),
        func.count().label("answers"),
    )
    .group_by(QuizAnswerRow.learner_id)
    .subquery()
)
_ANSWERS = (
    select(
        QuizAnswerRow.question,
        QuizAnswerRow.learner_id,
        QuizAnswerRow.seconds,
        QuizAnswerRow.credit.label("x"),
        ((_IN_ALL.c.credit - QuizAnswerRow.credit) / func.nullif(_IN_ALL.c.answers - 1, 0)).label(
            "y"
        ),
    )
    .join(_IN_ALL, _IN_ALL.c.learner_id == QuizAnswerRow.learner_id)
    .subquery()
)

# `_statistics`: a row for each question, with the sums of a correlation over all answers.
ITEM_STATISTICS = (
    select(
        _ANSWERS.c.question,
        func.count().label("answers"),
        func.count(_ANSWERS.c.learner_id.distinct()).label("learners"),
        func.avg(_ANSWERS.c.x).label("difficulty"),
        func.avg(_ANSWERS.c.seconds).label("seconds"),
        func.count(_ANSWERS.c.y).label("paired"),
        func.sum(case((_ANSWERS.c.y.is_not(None), _ANSWERS.c.x))).label("x"),
        func.sum(_ANSWERS.c.y).label("y"),
        func.sum(case((_ANSWERS.c.y.is_not(None), _ANSWERS.c.x * _ANSWERS.c.x))).label("xx"),
        func.sum(_ANSWERS.c.y * _ANSWERS.c.y).label("yy"),
        func.sum(_ANSWERS.c.x * _ANSWERS.c.y).label("xy"),
    )
    .group_by(_ANSWERS.c.question)
    .order_by(_ANSWERS.c.question)
)

# How often each option of a question was ticked.
OPTION_COUNTS = (
    select(QuizChoiceRow.option, func.count())
    .join(QuizAnswerRow, QuizAnswerRow.id == QuizChoiceRow.answer_id)
    .group_by(QuizChoiceRow.option)
)
