"""The tables. Submissions, gradings, hints taken, answers and reviews are only ever added, never
changed; a review card is where its reviews have led, a standing where submissions have.

A change here needs a migration; `migrations/__init__.py` says how to write one.
"""

from tutor.records.models.base import Base, UtcDateTime
from tutor.records.models.classes import (
    DeadlineRow,
    GradePolicyRow,
    OverrideRow,
    RegradedRow,
    RegradeRow,
    SignInRow,
    SignInTryRow,
)
from tutor.records.models.quizzes import (
    QuizAnswerRow,
    QuizChoiceRow,
    QuizItemRow,
    ReviewCardRow,
    ReviewLogRow,
    ScheduleRow,
    SittingRow,
)
from tutor.records.models.submissions import (
    CheckResultRow,
    DraftRow,
    GradingRow,
    HintUseRow,
    LearnerRow,
    SourceRow,
    StandingRow,
    SubmissionRow,
)
from tutor.records.models.work import WorkRow

__all__ = [
    "Base",
    "CheckResultRow",
    "DeadlineRow",
    "DraftRow",
    "GradePolicyRow",
    "GradingRow",
    "HintUseRow",
    "LearnerRow",
    "OverrideRow",
    "QuizAnswerRow",
    "QuizChoiceRow",
    "QuizItemRow",
    "RegradeRow",
    "RegradedRow",
    "ReviewCardRow",
    "ReviewLogRow",
    "ScheduleRow",
    "SignInRow",
    "SignInTryRow",
    "SittingRow",
    "SourceRow",
    "StandingRow",
    "SubmissionRow",
    "UtcDateTime",
    "WorkRow",
]
