"""Machines of learners that hand in to this class server, and what came from them."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tutor.records.models.base import Base
from tutor.records.models.submissions import LearnerRow


class MachineRow(Base):
    """A machine that may hand in for a learner. Its token is not kept, only its hash."""

    __tablename__ = "machine"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"), index=True)
    name: Mapped[str]
    since: Mapped[datetime]
    used: Mapped[datetime]
    expires: Mapped[datetime]

    learner: Mapped[LearnerRow] = relationship()


class SentRow(Base):
    """A submission that came from a machine: the key by which it is sent again without being
    stored again, and when it was made by that machine's clock, which proves nothing."""

    __tablename__ = "sent"
    __table_args__ = (UniqueConstraint("learner_id", "key"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    key: Mapped[str]
    made: Mapped[datetime]
