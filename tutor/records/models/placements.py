"""What a learner knew of a module before it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tutor.records.models.base import Base
from tutor.records.models.submissions import LearnerRow


class PlacementRow(Base):
    """How a placement test of a module ended, or that its learner took it back. The newest row
    of a learner and module counts.
    """

    __tablename__ = "placement"
    __table_args__ = (UniqueConstraint("learner_id", "module", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("learner.id"))
    module: Mapped[str]
    passed: Mapped[bool]
    at: Mapped[datetime]

    learner: Mapped[LearnerRow] = relationship()
