"""Learners, what they handed in, and how it was graded."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tutor.records.models.base import Base


class LearnerRow(Base):
    """A person. `enrolment` is enrolled or removed; empty for somebody known from work alone."""

    __tablename__ = "learner"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(default="learner", server_default="learner")
    full_name: Mapped[str] = mapped_column(default="", server_default="")
    section: Mapped[str] = mapped_column(default="", server_default="")
    code_hash: Mapped[str | None]
    enrolment: Mapped[str] = mapped_column(default="", server_default="")


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


class DraftRow(Base):
    """What a learner has written in the dashboard's editor and not handed in yet."""

    __tablename__ = "draft"

    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), primary_key=True)
    exercise: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    saved: Mapped[datetime]
