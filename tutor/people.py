"""Who is looking, and what they may see. Services ask; pages only hide what would be refused."""

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
