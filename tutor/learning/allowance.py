"""What an instructor allows: how many attempts, how often, and when solutions are seen.

Without a word of an instructor attempts are not limited, and solutions are seen after full marks.
A suite that may be asked without end can be explored by trial and error; whoever limits that still
lets the examples run as often as one likes.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tutor.course import Course
from tutor.errors import Refused
from tutor.learning.viewer import Viewing

if TYPE_CHECKING:
    from tutor.records import Store  # `tutor list` knows these words without SQLAlchemy

DAY = timedelta(hours=24)
MOST_ATTEMPTS = 1000


class Solutions(StrEnum):
    """When a learner sees the solutions of an exercise."""

    FULL_MARKS = "after-full-marks"
    DEADLINE = "after-deadline"
    NEVER = "never"


@dataclass(frozen=True)
class Allowance:
    """How many attempts at an exercise there are in any 24 hours and in all; 0 is no limit. Raises
    Refused for values that make no sense."""

    per_day: int = 0
    in_all: int = 0
    solutions: Solutions = Solutions.FULL_MARKS

    def __post_init__(self) -> None:
        for number in (self.per_day, self.in_all):
            if type(number) is not int or not 0 <= number <= MOST_ATTEMPTS:
                raise Refused(
                    f"The number of attempts must be between 0 (no limit) and {MOST_ATTEMPTS}."
                )

    @property
    def is_limited(self) -> bool:
        return bool(self.per_day or self.in_all)

    @property
    def in_words(self) -> str:
        """For people: `At most 3 attempts in 24 hours. Solutions: never.`"""
        limits = [f"{self.per_day} in 24 hours"] if self.per_day else []
        limits += [f"{self.in_all} in all"] if self.in_all else []
        said = f"Attempts: at most {' and '.join(limits)}" if limits else "Attempts: no limit"
        return f"{said}. Solutions: {self.solutions.replace('-', ' ')}."

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"solutions": self.solutions.value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Allowance":
        return cls(**{**data, "solutions": Solutions(data["solutions"])})


@dataclass(frozen=True)
class AttemptsLeft:
    """The attempts that a learner has left now; None where they are not limited. `next` is when
    there is one again; None where there is one, or never will be."""

    slug: str
    allowance: Allowance
    now: int | None
    next: datetime | None = None

    def in_words(self, zone: tzinfo | None = None) -> str:
        """For the learner, on the clock of that zone or of this machine."""
        if self.now is None:
            return "The number of attempts is not limited."
        if self.now:
            return f"You have {self.now} more attempt{'' if self.now == 1 else 's'} now."
        if self.next is None:
            return (
                f"You have used all {self.allowance.in_all} attempts at {self.slug}. Your best "
                "mark stays. Your instructor can allow more."
            )
        when = self.next.astimezone(zone)
        attempts = f"{self.allowance.per_day} attempt{'' if self.allowance.per_day == 1 else 's'}"
        return (
            f"There {'is' if self.allowance.per_day == 1 else 'are'} {attempts} at {self.slug} in "
            f"24 hours. The next one is possible on {when:%Y-%m-%d at %H:%M %Z}. Until then you "
            "can run the examples as often as you like."
        )


class Allowances:
    """The allowances of a class, and what is left of them."""

    def __init__(self, course: Course, store: "Store", viewer: Viewing) -> None:
        self.course = course
        self.store = store
        self.viewer = viewer

    def of(self, slug: str | None = None) -> Allowance:
        """That of an exercise, or of the whole class."""
        kept = self.store.allowances.all()
        own = kept.get(self.course.exercise(slug).slug) if slug is not None else None
        found = own or kept.get(None)
        return Allowance.from_json(found) if found else Allowance()

    def own(self) -> dict[str, Allowance]:
        """The exercises that have one of their own."""
        kept = self.store.allowances.all()
        return {slug: Allowance.from_json(one) for slug, one in kept.items() if slug and one}

    def set(self, allowance: Allowance | None, slug: str | None = None) -> None:
        """Allow this from now on, for an exercise or the whole class. None takes it back: then an
        exercise has that of the class."""
        self.viewer().require_instructor()
        name = self.course.exercise(slug).slug if slug is not None else None
        kept = allowance.to_json() if allowance is not None else None
        self.store.allowances.set(name, kept, self.viewer().name)

    def left(self, learner: str, slug: str, now: datetime | None = None) -> AttemptsLeft:
        """How many attempts a learner may make now."""
        self.viewer().require_may_see(learner)
        slug, allowance = self.course.exercise(slug).slug, self.of(slug)
        if not allowance.is_limited:
            return AttemptsLeft(slug, allowance, None)
        now = now or datetime.now(UTC)
        times = self.store.allowances.times(learner, slug)
        recent = [time for time in times if time > now - DAY]
        left = [allowance.in_all - len(times)] if allowance.in_all else []
        if left and left[0] <= 0:
            return AttemptsLeft(slug, allowance, 0)
        left += [allowance.per_day - len(recent)] if allowance.per_day else []
        if min(left) > 0:
            return AttemptsLeft(slug, allowance, min(left))
        return AttemptsLeft(slug, allowance, 0, recent[-allowance.per_day] + DAY)

    def require_attempt(self, learner: str, slug: str) -> None:
        """Raise Refused where the learner has no attempt left now, and say when there is one."""
        left = self.left(learner, slug)
        if left.now == 0:
            raise Refused(left.in_words(self.zone()))

    def zone(self) -> tzinfo | None:
        """The course's time zone; None for the one of this machine."""
        named = (self.store.decisions.policy() or {}).get("zone")
        return ZoneInfo(named) if named else None

    def require_solutions(self, slug: str, *, solved: bool, now: datetime | None = None) -> None:
        """Raise Refused where the solutions of an exercise are not to be seen yet."""
        slug, when = self.course.exercise(slug).slug, self.of(slug).solutions
        if when is Solutions.NEVER:
            raise Refused(f"The solutions of {slug} are not shown in this class.")
        if when is Solutions.FULL_MARKS and not solved:
            raise Refused(before_full_marks(slug))
        if when is Solutions.DEADLINE:
            due = self.store.decisions.last_deadline(slug)
            if due is None:
                raise Refused(f"You can see this after the deadline of {slug}, which is not set.")
            if (now or datetime.now(UTC)) <= due:
                raise Refused(
                    f"You can see this after the deadline of {slug}, "
                    f"{due.astimezone(self.zone()):%Y-%m-%d at %H:%M %Z}."
                )


def before_full_marks(slug: str) -> str:
    return f"You can see this after full marks for {slug}. Stuck? tutor hint {slug}"
