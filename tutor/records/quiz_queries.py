"""What is counted over all answers to a question, in SQL that SQLite and PostgreSQL share."""

from sqlalchemy import case, func, select

from tutor.records.models.quizzes import QuizAnswerRow, QuizChoiceRow

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
