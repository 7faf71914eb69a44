"""What a learner hands in to a class server, kept on their machine until its report is here.

Each submission is a file from the moment it is handed in. Its key makes sending it twice the same
as sending it once, so a lost connection, a closed terminal or a machine that dies costs nothing.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import platformdirs

from tutor.grading.source import Source
from tutor.learning.class_server import write_private


@dataclass(frozen=True)
class OnItsWay:
    """One submission that is on its way; `number` is the server's, once it is there."""

    server: str
    learner: str
    exercise: str
    filename: str
    text: str
    key: str
    made: str
    number: int | None = None

    @property
    def handed(self) -> dict[str, str]:
        """What the server is told."""
        names = ("key", "exercise", "filename", "text", "made")
        return {name: str(getattr(self, name)) for name in names}

    @property
    def when(self) -> datetime:
        return datetime.fromisoformat(self.made)


class Outbox:
    """The submissions of this user that are on their way, the oldest first."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or platformdirs.user_data_path("tutor") / "outbox"

    def add(self, server: str, learner: str, exercise: str, source: Source) -> OnItsWay:
        """Keep a submission before anything is sent; the same file again is the same submission,
        as long as it is the newest of its exercise and has not arrived."""
        own = [one for one in self.all(server, learner) if one.exercise == exercise]
        if own and own[-1].number is None and own[-1].text == source.text:
            return own[-1]
        made = datetime.now(UTC).isoformat()
        kept = OnItsWay(server, learner, exercise, source.filename, source.text, uuid4().hex, made)
        self._write(kept)
        return kept

    def arrived(self, kept: OnItsWay, number: int) -> OnItsWay:
        """The server has it under this number; its report is to come."""
        kept = replace(kept, number=number)
        self._write(kept)
        return kept

    def set_aside(self, kept: OnItsWay) -> Path:
        """Send it no more, but leave its code to the learner: the file that it is in now."""
        name = f"{kept.exercise}_{kept.when.astimezone():%Y-%m-%d_%H%M%S}"
        file = self.folder / "not_taken" / f"{name}{Path(kept.filename).suffix}"
        write_private(file, kept.text)
        self.drop(kept)
        return file

    def drop(self, kept: OnItsWay) -> None:
        self._file(kept).unlink(missing_ok=True)

    def all(self, server: str, learner: str) -> list[OnItsWay]:
        """What is on its way from a learner to a server. A damaged file is left where it is."""
        found = []
        for file in sorted(self.folder.glob("*.json")):
            try:
                found.append(OnItsWay(**json.loads(file.read_text(encoding="utf-8"))))
            except (OSError, ValueError, TypeError):
                continue
        mine = [kept for kept in found if (kept.server, kept.learner) == (server, learner)]
        return sorted(mine, key=lambda kept: kept.made)

    def _file(self, kept: OnItsWay) -> Path:
        return self.folder / f"{kept.key}.json"

    def _write(self, kept: OnItsWay) -> None:
        write_private(self._file(kept), json.dumps(asdict(kept)))
