"""The tables. Submissions, gradings, hints taken, answers and reviews are only ever added, never
changed; a review card is where its reviews have led, a standing where submissions have.

A change here needs a migration; `migrations/__init__.py` says how to write one.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes, stored as UTC without a zone, which every database can hold and compare."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Names every constraint: SQLite's batch migrations can only change what has a name."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON}  # noqa: RUF012


class LearnerRow(Base):
    __tablename__ = "learner"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(default="learner", server_default="learner")
    full_name: Mapped[str] = mapped_column(default="", server_default="")
    section: Mapped[str] = mapped_column(default="", server_default="")
    code_hash: Mapped[str | None]


class SourceRow(Base):
    """One text, stored once however often it is handed in."""

    __tablename__ = "source"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


class SubmissionRow(Base):
    __tablename__ = "submission"
    __table_args__ = (Index(None, "learner_id", "exercise", "received"), Index(None, "exercise"))

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    exercise: Mapped[str]
    filename: Mapped[str]
    source_sha256: Mapped[str] = mapped_column(ForeignKey("source.sha256"))
    received: Mapped[datetime]

    learner: Mapped[LearnerRow] = relationship()
    source: Mapped[SourceRow] = relationship()


class GradingRow(Base):
    """One grading of one submission. One that the grader failed to finish is not published."""

    __tablename__ = "grading"
    __table_args__ = (
        UniqueConstraint(
            "submission_id", "suite_version", "engine_version", "device", "seed", "published"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    suite_version: Mapped[str]
    engine_version: Mapped[str]
    device: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    published: Mapped[bool]
    score: Mapped[float]
    max_score: Mapped[float]
    graded_at: Mapped[datetime]
    report: Mapped[dict[str, Any]]

    checks: Mapped[list["CheckResultRow"]] = relationship()


class CheckResultRow(Base):
    """One check of a grading, in columns, to ask which checks and mistakes are common."""

    __tablename__ = "check_result"

    grading_id: Mapped[int] = mapped_column(ForeignKey("grading.id"), primary_key=True)
    check_id: Mapped[str] = mapped_column(primary_key=True)
    task: Mapped[int]
    outcome: Mapped[str]
    mistake: Mapped[str | None]
    score: Mapped[float]
    max_score: Mapped[float]
    seconds: Mapped[float]


class HintUseRow(Base):
    __tablename__ = "hint_use"
    __table_args__ = (UniqueConstraint("learner_id", "exercise", "task", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    exercise: Mapped[str]
    task: Mapped[int]
    number: Mapped[int]
    used_at: Mapped[datetime]

    learner: Mapped[LearnerRow] = relationship()


class SittingRow(Base):
    """One learner sits down to a quiz: practice, or a test with no feedback before its end."""

    __tablename__ = "quiz_sitting"
    __table_args__ = (Index(None, "learner_id", "started"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    mode: Mapped[str]
    module: Mapped[str | None]
    started: Mapped[datetime]
    finished: Mapped[datetime | None]

    learner: Mapped[LearnerRow] = relationship()


class QuizItemRow(Base):
    """One question as it is shown in a sitting: the variant's seed, and the values it led to.

    `reviews` is how often the learner had reviewed the question by then: whoever answers it in
    another window meanwhile has answered this one too.
    """

    __tablename__ = "quiz_item"
    __table_args__ = (UniqueConstraint("sitting_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("quiz_sitting.id"))
    position: Mapped[int]
    question: Mapped[str]
    version: Mapped[str]
    concept: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    parameters: Mapped[dict[str, Any]]
    reviews: Mapped[int]
    again: Mapped[bool]

    sitting: Mapped[SittingRow] = relationship()
    answer: Mapped["QuizAnswerRow | None"] = relationship(back_populates="item")


class QuizAnswerRow(Base):
    """What a learner answered, and what it was worth. An item is answered once."""

    __tablename__ = "quiz_answer"
    __table_args__ = (
        UniqueConstraint("item_id"),
        Index(None, "question"),
        Index(None, "learner_id", "question"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("quiz_item.id"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    question: Mapped[str]
    answer: Mapped[dict[str, Any]]
    credit: Mapped[float]
    hinted: Mapped[bool]
    seconds: Mapped[float | None]
    answered_at: Mapped[datetime]

    item: Mapped[QuizItemRow] = relationship(back_populates="answer")


class QuizChoiceRow(Base):
    """An option that was ticked, in columns, to count the options."""

    __tablename__ = "quiz_choice"

    answer_id: Mapped[int] = mapped_column(ForeignKey("quiz_answer.id"), primary_key=True)
    option: Mapped[int] = mapped_column(primary_key=True)


class ScheduleRow(Base):
    """Parameters of FSRS that were fitted to the reviews of these learners; the newest count."""

    __tablename__ = "schedule"

    id: Mapped[int] = mapped_column(primary_key=True)
    parameters: Mapped[dict[str, Any]]
    reviews: Mapped[int]
    fitted_at: Mapped[datetime]


class ReviewCardRow(Base):
    """When a question comes back for a learner (FSRS), and the credit of the last answer."""

    __tablename__ = "review_card"
    __table_args__ = (Index(None, "learner_id", "due"),)

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    reviews: Mapped[int]
    state: Mapped[int]
    stability: Mapped[float]
    difficulty: Mapped[float]
    due: Mapped[datetime]
    last_review: Mapped[datetime]
    credit: Mapped[float]


class ReviewLogRow(Base):
    """One review of a card: all that is needed to rebuild it, or to fit other parameters."""

    __tablename__ = "review_log"
    __table_args__ = (UniqueConstraint("learner_id", "question", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    question: Mapped[str]
    number: Mapped[int]
    answer_id: Mapped[int] = mapped_column(ForeignKey("quiz_answer.id"))
    rating: Mapped[int]
    reviewed_at: Mapped[datetime]
    milliseconds: Mapped[int | None]


class SignInRow(Base):
    """Somebody who is signed in. The cookie's token is not kept, only its hash."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    expires: Mapped[datetime]

    learner: Mapped[LearnerRow] = relationship()


class SignInTryRow(Base):
    """An attempt to sign in that failed, to slow down whoever guesses."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index(None, "name", "at"), Index(None, "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime]


class DraftRow(Base):
    """What a learner has written in the dashboard's editor and not handed in yet."""

    __tablename__ = "draft"

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    exercise: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    saved: Mapped[datetime]


class StandingRow(Base):
    """Where a learner stands in an exercise: what can be read off submissions and gradings, kept
    so that a class of any size is one quick look. The scores are None while everything waits;
    `attempts_to_full` counts the attempts up to the first with full marks.
    """

    __tablename__ = "standing"
    __table_args__ = (Index(None, "exercise"),)

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    exercise: Mapped[str] = mapped_column(primary_key=True)
    attempts: Mapped[int]
    best_score: Mapped[float | None]
    max_score: Mapped[float | None]
    attempts_to_full: Mapped[int | None]
    last: Mapped[datetime]

    learner: Mapped[LearnerRow] = relationship()


class DeadlineRow(Base):
    __tablename__ = "deadline"

    exercise: Mapped[str] = mapped_column(primary_key=True)
    due: Mapped[datetime]


class GradePolicyRow(Base):
    """How attempts become marks; the newest row counts."""

    __tablename__ = "grade_policy"

    id: Mapped[int] = mapped_column(primary_key=True)
    policy: Mapped[dict[str, Any]]
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class OverrideRow(Base):
    """A mark that an instructor gave by hand, with the reason; points None takes it back. The
    newest row of a learner and exercise counts, and the others are its history."""

    __tablename__ = "override"
    __table_args__ = (Index(None, "learner_id", "exercise"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    exercise: Mapped[str]
    points: Mapped[float | None]
    reason: Mapped[str]
    set_by: Mapped[str]
    set_at: Mapped[datetime]

    learner: Mapped[LearnerRow] = relationship()


class RegradeRow(Base):
    """Every submission of an exercise graded again, to be looked at before it counts."""

    __tablename__ = "regrade"

    id: Mapped[int] = mapped_column(primary_key=True)
    exercise: Mapped[str]
    begun_by: Mapped[str]
    begun: Mapped[datetime]
    published: Mapped[datetime | None]


class RegradedRow(Base):
    """One submission's new report; it becomes a grading when the regrade is published."""

    __tablename__ = "regraded"

    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrade.id"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    report: Mapped[dict[str, Any]]
    score: Mapped[float]
    max_score: Mapped[float]
