"""A class: sign-in, deadlines, policies, overrides, comments, regrades."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tutor.records.models.base import Base
from tutor.records.models.submissions import LearnerRow


class IdentifierRow(Base):
    """What another system calls a person: an id of an LMS, an address, a former name."""

    __tablename__ = "identifier"

    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)

    learner: Mapped[LearnerRow] = relationship()


class SignInRow(Base):
    """Somebody who is signed in. The cookie's token is not kept, only its hash."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    expires: Mapped[datetime]

    learner: Mapped[LearnerRow] = relationship()


class SignInTryRow(Base):
    """An attempt to sign in that failed, to slow down guessing."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index(None, "name", "at"), Index(None, "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime]


class DeadlineChangeRow(Base):
    """A deadline that was set, or with None removed: of the class, or an extension for one learner
    or one section. The newest row of each counts, and the others are its history."""

    __tablename__ = "deadline_change"
    __table_args__ = (Index(None, "exercise"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exercise: Mapped[str]
    learner_id: Mapped[int | None] = mapped_column(ForeignKey("learner.id"))
    section: Mapped[str | None]
    due: Mapped[datetime | None]
    reason: Mapped[str]
    set_by: Mapped[str]
    set_at: Mapped[datetime]

    learner: Mapped[LearnerRow | None] = relationship()


class GradePolicyRow(Base):
    """How attempts become marks; the newest row counts."""

    __tablename__ = "grade_policy"

    id: Mapped[int] = mapped_column(primary_key=True)
    policy: Mapped[dict[str, Any]]
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class AllowanceRow(Base):
    """How many attempts there are and when solutions are seen, in an exercise or, without one, in
    the whole class. The newest row of each counts; one that is None takes it back."""

    __tablename__ = "allowance"

    id: Mapped[int] = mapped_column(primary_key=True)
    exercise: Mapped[str | None]
    allowance: Mapped[dict[str, Any] | None]
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class OverrideRow(Base):
    """A mark that an instructor gave by hand, for an exercise or one of its tasks, with the reason;
    or that a learner is excused. Neither of both takes it back. The newest row of a learner,
    exercise and task counts, and the others are its history."""

    __tablename__ = "override"
    __table_args__ = (Index(None, "learner_id", "exercise"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    exercise: Mapped[str]
    task: Mapped[int | None]
    points: Mapped[float | None]
    excused: Mapped[bool]
    reason: Mapped[str]
    set_by: Mapped[str]
    set_at: Mapped[datetime]

    learner: Mapped[LearnerRow] = relationship()


class CommentRow(Base):
    """What an instructor says to a learner about an exercise; the newest row counts, and an empty
    text takes it back."""

    __tablename__ = "comment"
    __table_args__ = (Index(None, "learner_id", "exercise"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    exercise: Mapped[str]
    text: Mapped[str]
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
