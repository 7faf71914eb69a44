"""Who is looking, and what they may see. Services ask; pages only hide what would be refused."""

import getpass
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tutor.errors import Refused


class Role(StrEnum):
    LEARNER = "learner"
    INSTRUCTOR = "instructor"


@dataclass(frozen=True)
class Viewer:
    """The person in front of a page. Whoever works alone on a machine of their own is both."""

    name: str
    role: Role

    @property
    def is_instructor(self) -> bool:
        return self.role is Role.INSTRUCTOR

    def require_instructor(self) -> None:
        """Raise Refused for a learner."""
        if not self.is_instructor:
            raise Refused("This is for instructors.")

    def require_may_see(self, learner: str) -> None:
        """Raise Refused for anybody else's work, unless the viewer teaches."""
        if learner != self.name and not self.is_instructor:
            raise Refused("This belongs to somebody else.")


Viewing = Callable[[], Viewer]
"""Tells who is asking, each time: somebody may sign out or lose a role while a page is open."""


def owner() -> Viewer:
    """Whoever works on a machine of their own is learner and instructor in one."""
    return Viewer(default_learner(), Role.INSTRUCTOR)


def default_learner() -> str:
    """`TUTOR_LEARNER`, or the name of the user of this machine."""
    if named := os.environ.get("TUTOR_LEARNER", "").strip():
        if not named.isprintable():
            raise Refused("TUTOR_LEARNER has characters that cannot be shown. Set it to your name.")
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise Refused("This machine does not know your name. Set TUTOR_LEARNER to it.") from None
