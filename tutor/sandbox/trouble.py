"""How a call into a box can end without a value. None of these is the grader's fault.

BoxTrouble
├── LearnerError   the learner's code raised; the box lives on
├── TimeLimit      it took too long; the box was ended
├── Died           the process ended by itself or was ended by the kernel
└── Misbehaved     what came back was not a frame; the box was ended
"""

from collections.abc import Sequence
from typing import Any

Place = tuple[str, int, str, str]


class BoxTrouble(Exception):
    """A call into a box that gave no value."""


class LearnerError(BoxTrouble):
    """An exception of the learner's: its type, its message, and where in their own lines."""

    def __init__(self, kind: str, message: str, where: Sequence[Place]) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind
        self.message = message
        self.where = tuple(where)

    @property
    def is_memory(self) -> bool:
        """True when the memory limit was what stopped the code."""
        return self.kind == "MemoryError" or "can't allocate memory" in self.message


class TimeLimit(BoxTrouble):
    """The budget of CPU seconds, or the longer one of waiting, was used up."""


class Died(BoxTrouble):
    """The process is gone."""


class Misbehaved(BoxTrouble):
    """The process sent something that is not an answer."""


def plain_text(text: Any, limit: int) -> str:
    """Text from a box, made safe to show: printable, encodable, no longer than `limit`."""
    if not isinstance(text, str):
        return ""
    clean = "".join(
        c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text[:limit]
    )
    return clean + ("…" if len(text) > limit else "")
