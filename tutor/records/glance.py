"""A look at the records of this user without SQLAlchemy, whose import takes longer than all else
that `tutor list` does. It reads a SQLite file that is up to date; for all else there is the store.
One thing is written, because learners ask for it again and again: that a hint was shown.
"""

import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tutor.errors import Refused
from tutor.records.attempts import Standing
from tutor.records.files import NEWEST, default_file

_PLAIN = re.compile(r"sqlite:///([^?%]+)")  # a URL that is a path and nothing else

_STANDINGS = """
SELECT learner.name, exercise, attempts, best_score, max_score, last, attempts_to_full
FROM standing JOIN learner ON learner.id = standing.learner_id
WHERE learner.name = ? ORDER BY exercise
"""
_HINTS = """
SELECT task, number FROM hint_use JOIN learner ON learner.id = hint_use.learner_id
WHERE learner.name = ? AND exercise = ? ORDER BY hint_use.id
"""
_PLACEMENTS = """
SELECT module, passed FROM placement JOIN learner ON learner.id = placement.learner_id
WHERE learner.name = ? ORDER BY at, placement.id
"""
_DECISIONS = """
SELECT EXISTS (SELECT 1 FROM grade_policy) OR EXISTS (SELECT 1 FROM deadline_change)
OR EXISTS (SELECT 1 FROM override) OR EXISTS (SELECT 1 FROM comment)
"""
_ADD_LEARNER = "INSERT INTO learner (name) VALUES (?) ON CONFLICT DO NOTHING"
_ADD_HINT = """
INSERT INTO hint_use (learner_id, exercise, task, number, used_at)
SELECT id, ?, ?, ?, ? FROM learner WHERE name = ? ON CONFLICT DO NOTHING
"""


class Glance:
    """What a learner's path is made of, as the store would give it."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        self._connection = connection
        self._file = file
        self.placements = Placements(connection)

    def standings(self, learner: str) -> list[Standing]:
        return [
            Standing(
                learner=name,
                exercise=exercise,
                attempts=attempts,
                best_score=best,
                max_score=most,
                last=datetime.fromisoformat(last).replace(tzinfo=UTC),
                attempts_to_full=to_full,
            )
            for name, exercise, attempts, best, most, last, to_full in _rows(
                self._connection, _STANDINGS, learner
            )
        ]

    def hints_used(self, learner: str, exercise: str) -> list[tuple[int, int]]:
        return _rows(self._connection, _HINTS, learner, exercise)

    def use_hint(self, learner: str, exercise: str, task: int, number: int) -> None:
        """Remember that a hint was shown; the first time counts."""
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        try:
            with closing(_connected(self._file, "rw")) as connection, connection:
                connection.execute(_ADD_LEARNER, [learner])
                connection.execute(_ADD_HINT, [exercise, task, number, now, learner])
        except sqlite3.Error as error:
            raise Refused(f"Your records cannot be written now: {error}. Try again.") from None

    def has_decisions(self) -> bool:
        """Whether an instructor has decided anything about marks."""
        return bool(_rows(self._connection, _DECISIONS)[0][0])

    def close(self) -> None:
        self._connection.close()


class Placements:
    """Stands in for `PlacementRecords`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def newest(self, learner: str) -> dict[str, bool]:
        rows = _rows(self._connection, _PLACEMENTS, learner)
        return {module: bool(passed) for module, passed in rows}


def _rows(connection: sqlite3.Connection, query: str, *values: str) -> list[Any]:
    try:
        return connection.execute(query, values).fetchall()
    except sqlite3.Error as error:  # somebody else may hold the file
        raise Refused(f"Your records cannot be read now: {error}. Try again.") from None


def glance() -> Glance | None:
    """None where the records are elsewhere, not up to date, or cannot be read like this."""
    file = _file()
    if file is None or not file.is_file():
        return None
    try:
        connection = _connected(file, "ro")
    except sqlite3.Error:
        return None
    try:
        with closing(connection.execute("SELECT version_num FROM alembic_version")) as found:
            if found.fetchall() == [(NEWEST,)]:
                return Glance(connection, file)
    except sqlite3.Error:
        pass
    connection.close()
    return None


def has_records() -> bool:
    """Whether there may be anything to look at: a database elsewhere may have it."""
    file = _file()
    return file is None or file.is_file()


def _connected(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode={mode}", uri=True, timeout=10)


def _file() -> Path | None:
    named = os.environ.get("TUTOR_DATABASE_URL")
    if not named:
        return default_file()
    plain = _PLAIN.fullmatch(named)
    return Path(plain[1]) if plain and not plain[1].startswith((":memory:", "file:")) else None
