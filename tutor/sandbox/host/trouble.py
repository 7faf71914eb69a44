"""How a call into a box can end without a value. None of these is the grader's fault.

BoxTrouble
├── LearnerError   the learner's code raised; the box lives on
│   └── MemoryLimit    it took too much where no limit makes it raise; the box was ended
├── TimeLimit      it took too long; the box was ended
├── Died           the process ended by itself or was ended by the kernel
└── Misbehaved     what came back was not a frame; the box was ended
"""

import os
import signal
from collections.abc import Sequence
from typing import Any

from tutor.sandbox.protocol.absent import Absent

Place = tuple[str, int, str, str]
"""A file of the submission, a line of it, the function around it, and the text of the line."""


_STRAIGHT = str.maketrans("“”„‟", '""""')


class BoxTrouble(Exception):
    """A call into a box that gave no value."""


class LearnerError(BoxTrouble):
    """An exception of the learner's: its type, its message, and where in their own lines."""

    def __init__(
        self, kind: str, message: str, where: Sequence[Place], absent: Absent | None = None
    ) -> None:
        """`absent` is the tool that was asked for and is not there, if that was what it raised."""
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind = kind
        self.message = message
        self.where = tuple(where)
        self.absent = absent

    @property
    def is_memory(self) -> bool:
        """True when the memory limit was what stopped the code."""
        return self.kind == "MemoryError" or "can't allocate memory" in self.message


class MemoryLimit(LearnerError):
    """The memory that the box may have was exceeded, as seen from outside."""

    def __init__(self) -> None:
        super().__init__("MemoryError", "", [])


class TimeLimit(BoxTrouble):
    """The budget of CPU seconds, or the longer one of waiting, was used up.

    `where` is the place in the submission that ran at the end, as far as it is known.
    """

    where: tuple[Place, ...] = ()


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


def quoted(text: str) -> str:
    """Words of a learner's on one line, in quotation marks that they cannot close themselves."""
    return f"“{' '.join(text.translate(_STRAIGHT).split())}”"


def ending_in_words(status: int) -> str:
    """How a process ended, from its exit status."""
    if os.WIFSIGNALED(status):
        return f"it was ended by {_signal_name(os.WTERMSIG(status))}"
    return f"it ended itself with exit code {os.WEXITSTATUS(status)}"


def _signal_name(number: int) -> str:
    """Of the real-time signals Python names only the first and the last."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
