"""Quizzes: sittings, answers, and when a question comes back."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tutor.records.models.base import Base
from tutor.records.models.submissions import LearnerRow


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
