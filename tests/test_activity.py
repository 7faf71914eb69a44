"""What a learner did: days and streaks in any time zone, marks in order, drafts, forgetting."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tutor.course import Course
from tutor.errors import Refused
from tutor.grading.graders import Graders
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.learning.activity import Activity, streaks, zone_of
from tutor.learning.concepts import Concepts
from tutor.learning.sittings import Sittings
from tutor.learning.viewer import Role, Viewer
from tutor.quiz.marking import right_answer
from tutor.records import Store

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
TODAY = NOON.date()


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


TEACHER = Viewer("teacher", Role.INSTRUCTOR)


@pytest.fixture
def activity(store: Store, clock: Clock) -> Activity:
    return seen_by(TEACHER, store, clock)


@pytest.fixture
def quizzes(course: Course, store: Store, graders: Graders, clock: Clock) -> Sittings:
    return Sittings(course, store, graders, lambda: TEACHER, clock=clock)


@pytest.fixture
def concepts(course: Course, store: Store, clock: Clock) -> Concepts:
    return Concepts(course, store, lambda: TEACHER, clock=clock)


def seen_by(viewer: Viewer, store: Store, clock: Clock) -> Activity:
    return Activity(store, lambda: viewer, clock=clock)


def hand_in(
    store: Store,
    when: datetime = NOON,
    *outcomes: Outcome,
    learner: str = "ada",
    exercise: str = "dropout",
    filename: str = "dropout.py",
    source: str = "pass\n",
) -> int:
    """Hand in, and grade if there are outcomes."""
    number = store.add_submission(learner, exercise, filename, source, when)
    if outcomes:
        checks = tuple(CheckResult(f"c{n}", f"C{n}", 1, 5.0, o) for n, o in enumerate(outcomes))
        report = Report(exercise, checks, "cpu", (), number, "1", "1", 0.1, {})
        store.record(number, report.to_json())
    return number


def days(*ago: int) -> set[date]:
    return {TODAY - timedelta(days=n) for n in ago}


# Streaks and the calendar


@pytest.mark.parametrize(
    ("active", "now", "longest"),
    [
        (days(), 0, 0),
        (days(0), 1, 1),
        (days(1), 1, 1),  # today is not over yet
        (days(2), 0, 1),
        (days(0, 1, 2), 3, 3),
        (days(1, 2, 3), 3, 3),
        (days(0, 2, 3), 1, 2),
        (days(0, 1, 5, 6, 7, 8), 2, 4),
        (days(10, 11, 12), 0, 3),
        (days(-1, 0, 1), 3, 3),  # a clock that was put back
    ],
)
def test_a_streak_lasts_until_a_whole_day_without_activity(
    active: set[date], now: int, longest: int
) -> None:
    assert streaks(active, TODAY) == (now, longest)


@given(some.sets(some.integers(0, 30)))
def test_streaks_are_those_of_counting_by_hand(ago: set[int]) -> None:
    now, longest = streaks(days(*ago), TODAY)
    start = 0 if 0 in ago else 1
    assert now == next(n for n in range(40) if start + n not in ago)
    runs = [next(n for n in range(40) if first + n not in ago) for first in range(31)]
    assert longest == max(runs)


def test_the_calendar_ends_today_and_begins_on_a_monday(activity: Activity, store: Store) -> None:
    hand_in(store, NOON)
    hand_in(store, NOON - timedelta(hours=1))
    hand_in(store, NOON - timedelta(days=7), learner="grace")
    calendar = activity.calendar("ada")
    first, last = calendar.days[0], calendar.days[-1]
    assert (first.date.weekday(), len(calendar.days)) == (0, 11 * 7 + 3)
    assert (last.date, last.attempts, last.answers) == (TODAY, 2, 0)
    assert (calendar.streak, calendar.longest, calendar.active_days) == (1, 1, 1)


def test_nobody_was_active_in_an_empty_database(activity: Activity) -> None:
    calendar = activity.calendar("ada")
    assert (calendar.streak, calendar.longest, calendar.active_days) == (0, 0, 0)


def test_a_streak_from_before_the_calendar_is_the_longest(activity: Activity, store: Store) -> None:
    for ago in (200, 201, 202):
        hand_in(store, NOON - timedelta(days=ago))
    calendar = activity.calendar("ada")
    assert (calendar.streak, calendar.longest, calendar.active_days) == (0, 3, 0)


@pytest.mark.parametrize(
    ("zone", "when", "day"),
    [
        ("UTC", datetime(2026, 3, 3, 23, 50, tzinfo=UTC), date(2026, 3, 3)),
        ("Europe/Berlin", datetime(2026, 3, 3, 23, 50, tzinfo=UTC), date(2026, 3, 4)),
        ("America/New_York", datetime(2026, 3, 4, 4, 59, tzinfo=UTC), date(2026, 3, 3)),
        ("America/New_York", datetime(2026, 3, 4, 5, 0, tzinfo=UTC), date(2026, 3, 4)),
        ("Asia/Kathmandu", datetime(2026, 3, 3, 18, 14, 59, tzinfo=UTC), date(2026, 3, 3)),
        ("Asia/Kathmandu", datetime(2026, 3, 3, 18, 15, tzinfo=UTC), date(2026, 3, 4)),
        ("Pacific/Kiritimati", datetime(2026, 3, 4, 10, 0, tzinfo=UTC), date(2026, 3, 5)),
    ],
)
def test_a_day_is_the_viewers(
    activity: Activity, store: Store, zone: str, when: datetime, day: date
) -> None:
    hand_in(store, when)
    (active,) = (d for d in activity.calendar("ada", ZoneInfo(zone)).days if d.total)
    assert (active.date, active.attempts) == (day, 1)


def test_a_change_of_the_clocks_moves_no_attempt(
    activity: Activity, store: Store, clock: Clock
) -> None:
    """Berlin's 29 March 2026 has 23 hours."""
    clock.now = datetime(2026, 3, 31, 12, tzinfo=UTC)
    for when in ("2026-03-28T22:59", "2026-03-28T23:00", "2026-03-29T21:59", "2026-03-29T22:00"):
        hand_in(store, datetime.fromisoformat(when).replace(tzinfo=UTC))
    found = {
        d.date.day: d.attempts for d in activity.calendar("ada", ZoneInfo("Europe/Berlin")).days
    }
    assert (found[28], found[29], found[30]) == (1, 2, 1)


def test_every_time_zone_begins_its_days_at_a_quarter_of_an_hour() -> None:
    offsets = (NOON.astimezone(ZoneInfo(name)).utcoffset() for name in available_timezones())
    assert not any(offset % timedelta(minutes=15) for offset in offsets if offset)


@pytest.mark.parametrize(
    "name", [None, "", "Mars/Olympus", "../../etc/passwd", "/etc", "Europe", "\0"]
)
def test_a_time_zone_that_is_none_is_utc(name: str | None) -> None:
    assert NOON.astimezone(zone_of(name)).utcoffset() == timedelta(0)


def test_answers_count_as_activity(activity: Activity, quizzes: Sittings) -> None:
    answered = answer_some(quizzes, 3)
    assert activity.calendar("ada").days[-1].answers == answered == 3


# Attempts without their reports


def test_attempts_come_in_order_with_numbers_and_marks(activity: Activity, store: Store) -> None:
    hand_in(store, NOON, Outcome.PASSED, Outcome.WRONG)
    hand_in(store, NOON + timedelta(hours=1), Outcome.PASSED, exercise="relu")
    hand_in(store, NOON - timedelta(hours=1), Outcome.PASSED, Outcome.PASSED)
    hand_in(store, NOON + timedelta(hours=2))
    found = [(a.exercise, a.number, a.score, a.max_score) for a in activity.attempts("ada")]
    assert found == [
        ("dropout", 1, 10, 10),
        ("dropout", 2, 5, 10),
        ("relu", 1, 5, 5),
        ("dropout", 3, None, None),
    ]
    assert [a.number for a in activity.attempts("ada", "dropout")] == [1, 2, 3]
    assert not activity.attempts("grace")


def test_the_mark_is_that_of_the_newest_finished_grading(activity: Activity, store: Store) -> None:
    number = hand_in(store, NOON, Outcome.WRONG)
    better = Report(
        "dropout",
        (CheckResult("c0", "C", 1, 5.0, Outcome.PASSED),),
        "cpu",
        (),
        99,
        "2",
        "1",
        0.1,
        {},
    )
    failed = Report(
        "dropout",
        (CheckResult("c0", "C", 1, 5.0, Outcome.GRADER_ERROR),),
        "cpu",
        (),
        98,
        "2",
        "1",
        0.1,
        {},
    )
    store.record(number, better.to_json())
    store.record(number, failed.to_json())
    (attempt,) = activity.attempts("ada")
    assert attempt.score == 5
    (feedback,) = activity.recent("ada")
    assert feedback.report == better


def test_recent_feedback_is_graded_and_the_newest_first(activity: Activity, store: Store) -> None:
    for n in range(5):
        hand_in(store, NOON + timedelta(minutes=n), Outcome.PASSED)
    hand_in(store, NOON + timedelta(hours=1))
    assert [f.received.minute for f in activity.recent("ada", 3)] == [4, 3, 2]


def test_the_latest_script_is_no_notebook(activity: Activity, store: Store) -> None:
    assert activity.latest_script("ada", "dropout") is None
    hand_in(store, NOON, source="a = 1\n")
    hand_in(store, NOON + timedelta(hours=1), source="a = 2\n")
    hand_in(store, NOON + timedelta(hours=2), source="{}", filename="dropout.ipynb")
    hand_in(store, NOON + timedelta(hours=3), source="a = 3\n", learner="grace")
    assert activity.latest_script("ada", "dropout") == "a = 2\n"


# Drafts


def test_a_draft_is_kept_for_its_learner_and_exercise_alone(
    activity: Activity, clock: Clock
) -> None:
    activity.keep_draft("ada", "dropout", "one")
    activity.keep_draft("grace", "dropout", "two")
    activity.keep_draft("ada", "dropout", "three")
    kept = activity.draft("ada", "dropout")
    assert kept is not None
    assert (kept.text, kept.saved) == ("three", clock.now)
    assert activity.draft("ada", "relu") is None
    activity.drop_draft("ada", "dropout")
    activity.drop_draft("nobody", "dropout")
    assert activity.draft("ada", "dropout") is None
    assert activity.draft("grace", "dropout") is not None


def test_a_draft_may_be_any_text_but_not_endless(activity: Activity) -> None:
    activity.keep_draft("ada", "dropout", "a\0b\ud800")
    kept = activity.draft("ada", "dropout")
    assert kept is not None
    assert kept.text == "ab?"
    activity.keep_draft("ada", "dropout", "x" * 1_000_001)
    assert activity.draft("ada", "dropout") == kept


def test_a_learner_sees_nothing_of_another(course: Course, store: Store, clock: Clock) -> None:
    grace = Viewer("grace", Role.LEARNER)
    activity = seen_by(grace, store, clock)
    concepts = Concepts(course, store, lambda: grace, clock=clock)
    activity.keep_draft("grace", "dropout", "mine")
    for ask in (
        lambda: activity.draft("ada", "dropout"),
        lambda: activity.keep_draft("ada", "dropout", ""),
        lambda: activity.drop_draft("ada", "dropout"),
        lambda: activity.latest_script("ada", "dropout"),
        lambda: activity.attempts("ada"),
        lambda: activity.recent("ada"),
        lambda: activity.calendar("ada"),
        lambda: concepts.fading("ada", "dropout"),
    ):
        with pytest.raises(Refused, match="somebody else"):
            ask()


# Forgetting


def answer_some(quizzes: Sittings, number: int) -> int:
    """Answer the first questions of a practice rightly."""
    sitting = quizzes.sit("ada")
    for _ in range(number):
        shown = quizzes.next(sitting.id, "ada")
        assert shown is not None
        quizzes.answer("ada", shown, right_answer(shown.question))
    return number


def test_memory_fades_from_day_to_day(quizzes: Sittings, concepts: Concepts, clock: Clock) -> None:
    answer_some(quizzes, 4)
    names = dict.fromkeys(t.concept for t in quizzes.cards.bank.templates)
    found = [fading for name in names for fading in concepts.fading("ada", name)]
    assert len(found) == 4
    for fading in found:
        assert len(fading.recall) == 61
        assert fading.recall[0] == pytest.approx(1)
        assert list(fading.recall) == sorted(fading.recall, reverse=True)
        left = round((fading.due - clock.now).total_seconds() / 86400)
        assert fading.recall[left] == pytest.approx(0.9, abs=0.02)


def test_a_concept_without_answers_has_no_curve(concepts: Concepts) -> None:
    assert concepts.fading("ada", "dropout") == []
    assert concepts.fading("ada", "no such concept") == []
