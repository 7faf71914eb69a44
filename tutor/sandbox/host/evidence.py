"""What a box tells of an exception, checked against the submission that it holds.

Code in a box may change all that its process knows about itself, the text of its own lines too. So
a box names files, lines and functions only, and the lines are read out here.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from tutor.sandbox.host.trouble import LearnerError, Place, plain_text
from tutor.sandbox.protocol.absent import read_absent

_MOST_PLACES = 6
_ENDS_OF_LINES = re.compile("\r\n|\r|\n")
_DEFINED = re.compile(r"\b(?:def|class)\s+(\w+)")
_FRAME = re.compile(r'^  File "(.*)", line (\d{1,7}) in (.+)$', re.MULTILINE)
_NAMELESS = ("<module>", "<lambda>", "<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


class StoredFile:
    """One file or cell of a submission."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        """The lines as Python counts them, with an empty one after the last end of a line."""
        return _ENDS_OF_LINES.split(self.text)

    @cached_property
    def functions(self) -> set[str]:
        return {*_DEFINED.findall(self.text), *_NAMELESS}


class Evidence:
    """Reads exceptions as boxes describe them. `files` maps the submission's labels to texts."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = {label: StoredFile(text) for label, text in files.items()}

    def exception(self, told: Any) -> LearnerError:
        """An exception; whatever has another form says nothing."""
        match told:
            case {"type": str(kind), "message": str(message), "where": list(frames)}:
                places = [place for frame in frames if (place := self._place(frame))]
                where = places[-_MOST_PLACES:]
                absent = read_absent(told.get("absent"))
                return LearnerError(plain_text(kind, 80), plain_text(message, 600), where, absent)
        return LearnerError("Exception", "", [])

    def innermost(self, dump: str) -> tuple[Place, ...]:
        """The first place in the submission that a dump of faulthandler names, or none."""
        frames = ((label, int(line), name) for label, line, name in _FRAME.findall(dump))
        return tuple(place for frame in frames if (place := self._place(frame)))[:1]

    def place(self, label: Any, line: Any) -> Place | None:
        """The line of a cell or file, or None when there is none like it."""
        return self._place((label, line, ""))

    def _place(self, frame: Any) -> Place | None:
        """A place in the submission, or None when there is none like it."""
        match frame:
            case (str(label), int(line), str(function)) if label in self.files:
                file = self.files[label]
                if type(line) is int and 1 <= line <= len(file.lines):
                    named = function if function in file.functions else ""
                    text = plain_text(file.lines[line - 1].strip(), 200)
                    return plain_text(label, 80), line, named, text
        return None
