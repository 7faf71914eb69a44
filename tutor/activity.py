"""What one learner has been doing: days and streaks, marks in order, drafts, and what fades.

Nothing here reads more reports than it returns, so that a learner with hundreds of attempts sees
a page as quickly as a new one.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from tutor.grading.report import Report
from tutor.grading.source import MAX_BYTES
from tutor.people import Viewer
from tutor.quiz.schedule import SCHEDULER, Memory, scheduler
from tutor.quizzes import Quizzes
from tutor.records import Store
from tutor.records.activity import HandedIn, Kept

WEEKS = 12  # of the calendar, this one included
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """How often a learner handed in, and how many questions were answered, on one day."""

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


@dataclass(frozen=True)
class Feedback:
    """A graded attempt."""

    submission_id: int
    exercise: str
    received: datetime
    report: Report


@dataclass(frozen=True)
class Fading:
    """How the memory of one question will fade: the chance of a right answer on each day from
    today on. `credit` is that of the last answer."""

    question: str
    recall: tuple[float, ...]
    credit: float
    due: datetime


class Activity:
    """The doings of the learners of one course. `viewer` says who asks; the others are refused."""

    def __init__(
        self,
        store: Store,
        quizzes: Quizzes,
        viewer: Callable[[], Viewer],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.store = store
        self.quizzes = quizzes
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

    def recent(self, learner: str, limit: int = 3) -> list[Feedback]:
        """The attempts that were graded last, newest first."""
        self.viewer().require_may_see(learner)
        return [
            Feedback(row.submission_id, row.exercise, row.received, Report.from_json(row.report))
            for row in self.store.activity.graded(learner, limit)
        ]

    def handed_in(self, learner: str, exercise: str | None = None) -> list[HandedIn]:
        """The attempts with their marks and without their reports, oldest first."""
        self.viewer().require_may_see(learner)
        return self.store.activity.handed_in(learner, exercise)

    def latest_script(self, learner: str, exercise: str) -> str | None:
        """The code that was handed in last as a script; None without any."""
        self.viewer().require_may_see(learner)
        return self.store.activity.latest_script(learner, exercise)

    def draft(self, learner: str, exercise: str) -> Kept | None:
        """What the learner wrote and did not hand in yet."""
        self.viewer().require_may_see(learner)
        return self.store.activity.draft(learner, exercise)

    def keep_draft(self, learner: str, exercise: str, text: str) -> None:
        """Keep what is being written. What is too long to be handed in is not kept either."""
        self.viewer().require_may_see(learner)
        text = text.encode("utf-8", "replace").decode().replace("\0", "")
        if len(text) <= MAX_BYTES:
            self.store.activity.keep_draft(learner, exercise, text, self.clock())

    def drop_draft(self, learner: str, exercise: str) -> None:
        """Forget the draft, because it was handed in or is not wanted."""
        self.viewer().require_may_see(learner)
        self.store.activity.drop_draft(learner, exercise)

    def fading(self, learner: str, concept: str, days: int = 60) -> list[Fading]:
        """The forgetting curves of the questions of a concept that the learner has met."""
        self.viewer().require_may_see(learner)
        cards = self.store.quizzes.cards(learner)
        parameters = self.store.quizzes.parameters()
        by = scheduler(parameters) if parameters else SCHEDULER
        now = self.clock()
        found = []
        for template in self.quizzes.bank.templates:
            if template.concept != concept or (card := cards.get(template.family)) is None:
                continue
            held = (card.stability, card.difficulty, card.due, card.last_review)
            memory = Memory(card.reviews, card.state, *held)
            recall = (memory.retrievability(now + n * _DAY, by) for n in range(days + 1))
            found.append(Fading(template.family, tuple(recall), card.credit, card.due))
        return found


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
