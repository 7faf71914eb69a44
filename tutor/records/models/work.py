"""Work that waits: each grading that somebody asked for, and what became of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tutor.records.models.base import Base
from tutor.records.models.submissions import SubmissionRow


class WorkRow(Base):
    """A submission that is to be graded, for its mark or for a regrade.

    `state` is waiting, running, done or failed. Running work belongs to `worker` until `lease`;
    then another may take it over. `attempts` counts the times that it was begun. `error` says in
    words why the grader failed last. What has the lowest `turn` is done first (`records/turns.py`).
    """

    __tablename__ = "work"
    __table_args__ = (Index(None, "state", "id"), Index(None, "submission_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    regrade_id: Mapped[int | None] = mapped_column(ForeignKey("regrade.id"))
    device: Mapped[str]
    state: Mapped[str]
    worker: Mapped[str | None]
    lease: Mapped[datetime | None]
    attempts: Mapped[int]
    error: Mapped[str | None]
    queued: Mapped[datetime]
    finished: Mapped[datetime | None]
    turn: Mapped[int] = mapped_column(default=0, server_default="0")

    submission: Mapped[SubmissionRow] = relationship()
