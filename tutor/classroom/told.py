"""A learner's marks as their class server told them last, without a database.

They are shown where the server's words cannot be asked for: `tutor list` needs no connection.
"""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from tutor.classroom.gradebook import Mine
from tutor.errors import Refused
from tutor.grading.source import cleaned
from tutor.learning.class_server import current_login, kept_marks


def told() -> Mine | None:
    """What the class server of this machine said last; None where it has decided nothing, or said
    what this version of tutor cannot read."""
    login = current_login()
    kept = kept_marks(login) if login is not None else None
    return _understood(kept) if kept is not None else None


def _understood(kept: dict[str, Any]) -> Mine | None:
    try:
        mine = TypeAdapter(Mine).validate_python(cleaned(kept))
    except (ValidationError, Refused):
        return None
    return mine if mine.is_class else None
