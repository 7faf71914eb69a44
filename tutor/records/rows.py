"""What the stores share in handling rows."""

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from tutor.records.models.base import Base

Row = TypeVar("Row", bound=Base)


def find_or_add(session: Session, row: Row, *key: str) -> Row:
    """Return the row that has the same `key`, or add this one. Writers take turns: no race."""
    same = {name: getattr(row, name) for name in key}
    found = session.scalars(select(type(row)).filter_by(**same)).one_or_none()
    if found is not None:
        return found
    session.add(row)
    session.flush()
    return row
