"""What is not in a box: the rules that say so, and the sentences that tell a learner."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
_MAX_NAME = 100


@dataclass(frozen=True)
class Rules:
    """What the boxes of one furnished process do without; see `course.model.Policy`."""

    allow: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    graph: bool = True
    modules: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Rules":
        """What `asdict` gives, after it was written as JSON."""
        read: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return cls(**read)

    @property
    def nothing_is_absent(self) -> bool:
        return not self.allow and not self.forbid and self.graph


class Reason(StrEnum):
    """Why a tool is not there."""

    YOUR_TASK = "your task"
    NOT_NEEDED = "not needed"


def sentence(name: str, reason: Reason) -> str:
    """What a learner reads who asked for a tool that is not there."""
    if reason is Reason.YOUR_TASK:
        return f"`{name}` is not here in this exercise: writing what it does is your task."
    return f"`{name}` is not here in this exercise, and not needed for it."


@dataclass(frozen=True)
class Absent:
    """A tool that was asked for and is not there, as a box tells it."""

    name: str
    reason: Reason

    @property
    def sentence(self) -> str:
        return sentence(self.name, self.reason)


def read_absent(told: object) -> Absent | None:
    """What a box told, if it has the form of a public name and a reason; it may be forged."""
    match told:
        case (str(name), str(reason)) if len(name) <= _MAX_NAME and _NAME.fullmatch(name):
            if reason in set(Reason):
                return Absent(name, Reason(reason))
    return None
