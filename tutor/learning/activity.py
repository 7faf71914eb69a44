"""What one learner has done: days and streaks, marks in order, and drafts.

Nothing here reads more reports than it returns, so that a learner with hundreds of attempts sees
a page as quickly as a new one.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from tutor.grading.source import MAX_BYTES
from tutor.learning.submissions import Attempt, as_attempt
from tutor.learning.viewer import Viewing
from tutor.records import NumberedAttempt, Store
from tutor.records.activity import Kept

WEEKS = 12  # of the calendar, this one included
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """How often a learner submitted code, and how many questions were answered, on one day."""

    date: date
    attempts: int
    answers: int

    @property
    def total(self) -> int:
        return self.attempts + self.answers


@dataclass(frozen=True)
class Calendar:
    """Every day from a Monday to today; streaks are days in a row with any activity.

    A streak is not over before a whole day has gone by without any.
    """

    days: tuple[Day, ...]
    streak: int
    longest: int

    @property
    def active_days(self) -> int:
        return sum(day.total > 0 for day in self.days)


class Activity:
    """The doings of the learners of one course. `viewer` says who asks; the others are refused."""

    def __init__(
        self,
        store: Store,
        viewer: Viewing,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.store = store
        self.viewer = viewer
        self.clock = clock

    def calendar(self, learner: str, zone: tzinfo = UTC, weeks: int = WEEKS) -> Calendar:
        """The last weeks, by the days of this time zone."""
        self.viewer().require_may_see(learner)
        counts: dict[date, tuple[int, int]] = {}
        for quarter in self.store.activity.quarters(learner):
            day = quarter.begins.astimezone(zone).date()
            attempts, answers = counts.get(day, (0, 0))
            counts[day] = (attempts + quarter.attempts, answers + quarter.answers)
        today = self.clock().astimezone(zone).date()
        first = today - timedelta(days=today.weekday(), weeks=weeks - 1)
        shown = (first + n * _DAY for n in range((today - first).days + 1))
        days = tuple(Day(day, *counts.get(day, (0, 0))) for day in shown)
        return Calendar(days, *streaks(counts.keys(), today))

    def recent(self, learner: str, limit: int = 3) -> list[Attempt]:
        """The attempts that were graded last, newest first."""
        self.viewer().require_may_see(learner)
        return [as_attempt(row) for row in self.store.activity.graded(learner, limit)]

    def attempts(self, learner: str, exercise: str | None = None) -> list[NumberedAttempt]:
        """The attempts with their marks and without their reports, oldest first."""
        self.viewer().require_may_see(learner)
        return self.store.activity.attempts(learner, exercise)

    def latest_script(self, learner: str, exercise: str) -> str | None:
        """The code that was submitted last as a script; None without any."""
        self.viewer().require_may_see(learner)
        return self.store.activity.latest_script(learner, exercise)

    def draft(self, learner: str, exercise: str) -> Kept | None:
        """What the learner wrote and did not submit yet."""
        self.viewer().require_may_see(learner)
        return self.store.activity.draft(learner, exercise)

    def keep_draft(self, learner: str, exercise: str, text: str) -> None:
        """Store what is being written, unless it is too long to be submitted."""
        self.viewer().require_may_see(learner)
        text = text.encode("utf-8", "replace").decode().replace("\0", "")
        if len(text) <= MAX_BYTES:
            self.store.activity.keep_draft(learner, exercise, text, self.clock())

    def drop_draft(self, learner: str, exercise: str) -> None:
        """Delete the draft, because it was submitted or is not wanted."""
        self.viewer().require_may_see(learner)
        self.store.activity.drop_draft(learner, exercise)


def streaks(active: Set[date], today: date) -> tuple[int, int]:
    """The days in a row up to today, or up to yesterday while today is young; and the most ever."""
    longest = run = 0
    before: date | None = None
    for day in sorted(active):
        run = run + 1 if before is not None and day - before == _DAY else 1
        longest, before = max(longest, run), day
    goes_on = before is not None and before >= today - _DAY
    return (run if goes_on else 0), longest


def zone_of(name: str | None) -> tzinfo:
    """The time zone of this name, which comes from a browser; UTC for one that is unknown."""
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, ValueError, OSError):
        return UTC
