"""The records of placement tests. None is ever changed; the newest of a module counts."""

from datetime import datetime

from sqlalchemy import Engine, select

from tutor.records.database import transaction
from tutor.records.models.placements import PlacementRow
from tutor.records.models.submissions import LearnerRow
from tutor.records.rows import find_or_add


class PlacementRecords:
    """Shares the engines of the `Store` that it belongs to."""

    def __init__(self, engine: Engine, reader: Engine) -> None:
        self._engine = engine
        self._reader = reader

    def add(self, learner: str, module: str, passed: bool, at: datetime) -> None:
        """Keep how a test of a module ended."""
        with transaction(self._engine) as session:
            owner = find_or_add(session, LearnerRow(name=learner), "name")
            row = PlacementRow(learner_id=owner.id, module=module, passed=passed, at=at)
            find_or_add(session, row, "learner_id", "module", "at")

    def newest(self, learner: str) -> dict[str, bool]:
        """By module, whether its newest test was passed."""
        query = (
            select(PlacementRow.module, PlacementRow.passed)
            .join(PlacementRow.learner)
            .where(LearnerRow.name == learner)
            .order_by(PlacementRow.at, PlacementRow.id)
        )
        with transaction(self._reader) as session:
            return {row.module: row.passed for row in session.execute(query)}
