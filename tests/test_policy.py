"""Every total of a class is what a plain recomputation says, whatever was decided."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import text
from test_grades import TEACHER, report

from tutor.classroom.clock import days_late, moment
from tutor.classroom.effects import Effect
from tutor.classroom.gradebook import BookRow
from tutor.classroom.grades import Grades
from tutor.classroom.policy import Category, Counts, GradePolicy, Part, policy_in_words
from tutor.course import Course, load_course
from tutor.errors import Refused
from tutor.records import Store, migrations
from tutor.records.database import open_engine
from tutor.records.people import Person

ROOT = Path(__file__).parents[1]
BERLIN = ZoneInfo("Europe/Berlin")
SLUGS = ("dropout", "forward_linear", "mse", "gradient_descent")
PEOPLE = {"ada": "A", "bob": "A", "cem": "B"}
# Around the night of 29 March 2026, when Berlin's clocks go from 02:00 to 03:00.
DUE = datetime(2026, 3, 28, 18, tzinfo=BERLIN)


# The clock


def last_minute(wall: datetime, zone: ZoneInfo) -> datetime:
    """The last minute in UTC at which a clock shows this time; by looking at every minute."""
    around = datetime(wall.year, wall.month, wall.day, wall.hour, wall.minute, tzinfo=UTC)
    minutes = [around + timedelta(minutes=n) for n in range(-16 * 60, 16 * 60)]
    shown = [m for m in minutes if m.astimezone(zone).replace(tzinfo=None) == wall]
    return shown[-1] if shown else last_minute(wall + timedelta(hours=1), zone)


def days_by_looking(received: datetime, due: datetime, zone: ZoneInfo) -> int:
    wall, days = due.astimezone(zone).replace(tzinfo=None), 1
    while received >= last_minute(wall + timedelta(days=days), zone) + timedelta(minutes=1):
        days += 1
    return days


@settings(max_examples=60, deadline=None)
@given(
    some.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
    some.integers(0, 365 * 24 * 60),
    some.integers(1, 6 * 24 * 3600),
)
def test_a_late_day_is_a_day_of_the_calendar(name: str, minute: int, seconds: int) -> None:
    zone = ZoneInfo(name)
    due = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    received = due + timedelta(minutes=1, seconds=seconds)
    assert days_late(received, due, zone) == days_by_looking(received, due, zone)


@pytest.mark.parametrize(
    ("due", "received", "days"),
    [
        ("2026-10-24 23:59", "2026-10-25 23:59:59", 1),  # this day has 25 hours
        ("2026-10-24 23:59", "2026-10-26 00:00", 2),
        ("2026-03-28 23:59", "2026-03-29 23:59:59", 1),  # and this one 23
        ("2026-03-28 23:59", "2026-03-30 00:00", 2),
        ("2026-03-27 18:00", "2026-03-28 18:00:59", 1),
        ("2026-03-27 18:00", "2026-03-28 18:01", 2),
    ],
)
def test_the_night_when_clocks_change_is_in_one_late_day(
    due: str, received: str, days: int
) -> None:
    came, ended = (datetime.fromisoformat(w).replace(tzinfo=BERLIN) for w in (received, due))
    assert days_late(came, ended, BERLIN) == days


@pytest.mark.parametrize(
    ("wall", "words"), [("2026-03-29 02:30", "does not exist"), ("2026-10-25 02:30", "twice")]
)
def test_a_time_that_is_none_or_two_is_asked_again(wall: str, words: str) -> None:
    with pytest.raises(Refused, match=f"{words} in Europe/Berlin"):
        moment(datetime.fromisoformat(wall), BERLIN)
    an_hour_later = datetime.fromisoformat(wall) + timedelta(hours=1)
    assert moment(an_hour_later, BERLIN).replace(tzinfo=None) == an_hour_later


# The whole book against a plain recomputation


@dataclass
class World:
    """A class and what was decided, drawn by chance."""

    policy: GradePolicy
    tries: list[tuple[str, str, int, int]]  # learner, exercise, minutes after DUE, score
    deadlines: set[str]
    extensions: dict[tuple[str, str], int] = field(default_factory=dict)  # who (or @section), days
    overrides: dict[tuple[str, str], int | None] = field(default_factory=dict)  # None: excused
    tasks: dict[tuple[str, str], int] = field(default_factory=dict)  # points in task 1


pairs = some.tuples(some.sampled_from(sorted(PEOPLE)), some.sampled_from(SLUGS))


@some.composite
def policies(draw: some.DrawFn) -> GradePolicy:
    weights = draw(some.sampled_from([(), (60,), (30, 70), (100, 0), (50, 25)]))
    categories = tuple(
        Category(f"C{n}", weight, draw(some.integers(0, 2))) for n, weight in enumerate(weights)
    )
    parts = [
        Part(
            slug,
            draw(some.sampled_from(["", *(each.name for each in categories)])),
            draw(some.sampled_from([0, 1, 1, 2.5])),
            draw(some.booleans()),
        )
        for slug in draw(some.sets(some.sampled_from(SLUGS)))
    ]
    policy = GradePolicy(
        draw(some.sampled_from(list(Counts))),
        draw(some.integers(0, 60)),
        draw(some.integers(0, 100)),
        draw(some.integers(0, 200)),
        draw(some.integers(0, 2)),
        "Europe/Berlin",
        categories,
    )
    for part in parts:
        policy = policy.with_part(part)
    return policy


worlds = some.builds(
    World,
    policy=policies(),
    tries=some.lists(
        some.tuples(
            some.sampled_from(sorted(PEOPLE)),
            some.sampled_from(SLUGS),
            some.integers(-2000, 6000),
            some.integers(0, 10),
        ),
        max_size=8,
    ),
    deadlines=some.sets(some.sampled_from(SLUGS)),
    extensions=some.dictionaries(
        some.tuples(some.sampled_from([*PEOPLE, "@A", "@B"]), some.sampled_from(SLUGS)),
        some.integers(1, 4),
        max_size=3,
    ),
    overrides=some.dictionaries(pairs, some.none() | some.integers(0, 5), max_size=3),
    tasks=some.dictionaries(pairs, some.integers(0, 3), max_size=3),
)


def build(world: World, course: Course, store: Store) -> Grades:
    """The world in real records, by the doors that an instructor uses."""
    store.people.keep(Person(name, "learner", "", part) for name, part in PEOPLE.items())
    grades = Grades(course, store, lambda: TEACHER)
    for n, (learner, slug, minutes, score) in enumerate(world.tries):
        received = DUE + timedelta(minutes=minutes)
        number = store.add_submission(learner, slug, f"{slug}.py", f"x = {n}", received)
        most = course.exercise(slug).max_score
        store.record(number, report(slug, score * most / 10, most))
    grades.set_policy(world.policy)
    for slug in world.deadlines:
        grades.set_deadline(slug, DUE)
    for (who, slug), days in world.extensions.items():
        if slug in world.deadlines:
            until = DUE + timedelta(days=days)
            if who.startswith("@"):
                grades.extend(slug, until, "why", section=who[1:])
            else:
                grades.extend(slug, until, "why", learner=who)
    for (who, slug), shown in world.tasks.items():
        grades.override(who, slug, min(shown, _task(course, slug)), "why", task=1)
    for (who, slug), points in world.overrides.items():
        if points is None:
            grades.excuse(who, slug, "why")
        else:
            grades.override(who, slug, points, "why")
    return grades


def _task(course: Course, slug: str) -> float:
    return course.exercise(slug).tasks[0].points


def points_in_plain_words(world: World, course: Course, who: str, slug: str) -> Fraction | None:
    """The points of a learner in an exercise; None without any."""
    policy, most = world.policy, Fraction(course.exercise(slug).max_score)
    by_hand = world.overrides.get((who, slug))
    if by_hand is not None:
        return Fraction(by_hand)
    due = None
    if slug in world.deadlines:
        more = (world.extensions.get((one, slug), 0) for one in (who, f"@{PEOPLE[who]}"))
        due = DUE + timedelta(days=max(more))
    given = None
    if (who, slug) in world.tasks:
        given = Fraction(min(world.tasks[who, slug], _task(course, slug)))
    values: list[tuple[Fraction, bool]] = []
    for learner, exercise, minutes, score in sorted(world.tries, key=lambda one: one[2]):
        if (learner, exercise) != (who, slug):
            continue
        received = DUE + timedelta(minutes=minutes)
        late = due is not None and received >= due + timedelta(minutes=1 + policy.grace_minutes)
        lost = Fraction(0)
        if late and due is not None:
            days = days_by_looking(received, due, BERLIN)
            lost = min(Fraction(policy.percent_at_most), Fraction(policy.percent_per_day) * days)
        # All the checks of the reports here are of task 1: with points by hand nothing is left.
        value = Fraction(score) * most / 10 if given is None else Fraction(0)
        values.append((value * (100 - lost) / 100, not late))
    if not values:
        return given
    on_time = [value for value, early in values if early]
    chosen = {
        Counts.BEST: max(value for value, _ in values),
        Counts.LATEST: values[-1][0],
        Counts.ON_TIME: max(on_time, default=Fraction(0)),
    }[policy.counts]
    return chosen + (given or 0)


def share_in_plain_words(world: World, course: Course, who: str) -> Fraction:
    """The total of a learner, from 0 to 1."""
    policy = world.policy
    counted = {slug for _, slug, _, _ in world.tries} | world.deadlines  # which have passed
    counted |= {slug for (_, slug), points in world.overrides.items() if points is not None}
    counted |= {slug for _, slug in world.tasks}
    weights = {each.name: Fraction(each.weight) for each in policy.categories}
    weights[""] = 100 - sum(weights.values(), Fraction(0))
    order = [exercise.slug for exercise in course.exercises if exercise.slug in counted]
    left = [s for s in order if world.overrides.get((who, s), 0) is not None]

    def worth(slug: str) -> Fraction:
        return points_in_plain_words(world, course, who, slug) or Fraction(0)

    def drop(some_of: list[str], amount: int) -> None:
        usual = [s for s in some_of if not policy.part(s).extra and policy.part(s).weight]
        usual = [s for s in usual if weights[policy.part(s).category]]
        for _ in range(min(amount, len(usual) - 1)):
            lowest = min(usual, key=lambda s: worth(s) / Fraction(course.exercise(s).max_score))
            usual.remove(lowest)
            left.remove(lowest)

    for each in policy.categories:
        drop([s for s in left if policy.part(s).category == each.name], each.drop_lowest)
    drop(left, policy.drop_lowest)
    top = bottom = Fraction(0)
    for name, weight in weights.items():
        mine = [s for s in left if policy.part(s).category == name]
        points = sum((Fraction(policy.part(s).weight) * worth(s) for s in mine), Fraction(0))
        possible = sum(
            (
                Fraction(policy.part(s).weight) * Fraction(course.exercise(s).max_score)
                for s in mine
                if not policy.part(s).extra
            ),
            Fraction(0),
        )
        if possible and weight:
            top += weight * points / possible
            bottom += weight
    return top / bottom if bottom else Fraction(0)


@settings(max_examples=40, deadline=None)
@given(world=worlds)
def test_every_mark_and_total_is_what_plain_words_say(
    tmp_path_factory: pytest.TempPathFactory, world: World
) -> None:
    course = load_course(ROOT)
    file = tmp_path_factory.mktemp("world") / "records.db"
    with closing(Store(f"sqlite:///{file}")) as store:
        store.upgrade()
        grades = build(world, course, store)
        book = grades.book()
        assert [row.learner for row in book.rows] == sorted(PEOPLE)
        for row in book.rows:
            for mark in row.marks:
                if mark.exercise in SLUGS:
                    said = points_in_plain_words(world, course, row.learner, mark.exercise)
                    assert mark.points == (None if said is None else pytest.approx(float(said)))
                    assert mark.excused == (
                        world.overrides.get((row.learner, mark.exercise), 0) is None
                    )
            expected = float(share_in_plain_words(world, course, row.learner))
            assert row.share == pytest.approx(expected)
            assert grades.marks(row.learner) == row
        assert policy_in_words(world.policy).endswith(".")
        assert GradePolicy.from_json(world.policy.to_json()) == world.policy


# Decisions, one by one


@pytest.fixture
def grades(course: Course, tmp_path: Path) -> Iterator[Grades]:
    with closing(Store(f"sqlite:///{tmp_path / 'records.db'}")) as store:
        store.upgrade()
        world = World(GradePolicy(percent_per_day=10, zone="Europe/Berlin"), [], {"dropout"})
        world.tries = [("ada", "dropout", 60, 10), ("bob", "dropout", -60, 5)]
        yield build(world, course, store)


def row(grades: Grades, learner: str = "ada") -> BookRow:
    return grades.marks(learner)


def points(grades: Grades, learner: str = "ada", slug: str = "dropout") -> float | None:
    return next(mark.points for mark in row(grades, learner).marks if mark.exercise == slug)


def changes(effect: Effect) -> list[tuple[str, float | None, float | None]]:
    return [(one.learner, one.old.points, one.new.points) for one in effect.marks]


def test_a_dry_run_says_whose_marks_change_and_changes_none(grades: Grades) -> None:
    effect = grades.extend("dropout", DUE + timedelta(days=1), "ill", learner="ada", dry_run=True)
    assert changes(effect) == [("ada", 9, 10)]
    assert [(one.old, one.new) for one in effect.totals] == [(0.9, 1.0)]
    assert (effect.people, effect.learners) == (1, 3)
    for again in (
        grades.set_policy(GradePolicy(percent_per_day=50), dry_run=True),
        grades.set_deadline("dropout", None, dry_run=True),
        grades.override("ada", "dropout", 3, "why", dry_run=True),
        grades.excuse("ada", "dropout", "why", dry_run=True),
    ):
        assert {one.learner for one in again.marks} == {"ada"}
    assert points(grades) == 9
    assert len(grades.trail()) == 2  # the policy and the deadline of the fixture


def test_the_section_or_the_learner_gets_more_time_and_never_less(grades: Grades) -> None:
    grades.extend("dropout", DUE + timedelta(hours=2), "a lab was closed", section="A")
    assert points(grades) == 10
    grades.extend("dropout", DUE + timedelta(minutes=5), "ill", learner="ada")
    assert points(grades) == 10
    mark = next(mark for mark in row(grades).marks if mark.exercise == "dropout")
    assert (mark.due, mark.extended) == (DUE + timedelta(hours=2), True)
    grades.extend("dropout", None, "it was open", section="A")
    assert points(grades) == 9
    assert [(e.learner, e.section) for e in grades.extensions()] == [("ada", None)]


def test_points_for_a_task_count_as_given_and_the_rest_as_it_was(
    course: Course, grades: Grades
) -> None:
    exercise = course.exercise("dropout")
    first = exercise.tasks[0]
    grades.override("cem", "dropout", first.points, "shown at the board", task=first.n)
    mark = next(mark for mark in row(grades, "cem").marks if mark.exercise == "dropout")
    assert (mark.points, mark.tasks[0].reason) == (first.points, "shown at the board")
    grades.override("cem", "dropout", 1, "all of it", task=None)
    assert points(grades, "cem") == 1
    grades.override("cem", "dropout", None, "no, not all")
    assert points(grades, "cem") == first.points


def test_an_exercise_that_left_the_course_does_not_hold_a_policy_up(grades: Grades) -> None:
    kept = GradePolicy(parts=(Part("gone", weight=2),))
    grades.decisions.set_policy(kept.to_json(), "grace")
    grades.set_policy(replace(kept, drop_lowest=1))
    assert grades.policy().drop_lowest == 1


def test_who_is_excused_has_one_exercise_less(grades: Grades) -> None:
    grades.excuse("ada", "dropout", "military service")
    assert (row(grades).possible, row(grades).share) == (0, 0)
    assert row(grades, "bob").possible == 10
    grades.excuse("ada", "dropout", "she is back", excused=False)
    assert row(grades).share == 0.9


def test_a_comment_stands_beside_the_mark_until_it_is_removed(grades: Grades) -> None:
    grades.comment("ada", "dropout", "  Well done.\nNow try it without a loop. ")
    mark = next(mark for mark in row(grades).marks if mark.exercise == "dropout")
    assert (mark.comment, mark.comment_by) == ("Well done.\nNow try it without a loop.", "grace")
    grades.comment("ada", "dropout", "")
    assert not any(mark.comment for mark in row(grades).marks)


def test_the_trail_has_every_decision_with_its_reason(grades: Grades) -> None:
    grades.extend("dropout", DUE + timedelta(days=1), "ill", learner="ada")
    grades.excuse("bob", "mse", "late enrolment")
    grades.comment("bob", "dropout", "See me.")
    newest = [(e.what.partition(":")[0], e.learner, e.reason) for e in grades.trail()[:3]]
    assert newest == [
        ("Comment", "bob", "See me."),
        ("Excused", "bob", "late enrolment"),
        ("Extension", "ada", "ill"),
    ]
    assert {event.by for event in grades.trail()} == {"grace"}


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda g: g.extend("dropout", DUE, "why", learner="ada"), "must be later"),
        (lambda g: g.extend("mse", DUE, "why", learner="ada"), "has no deadline"),
        (lambda g: g.extend("dropout", DUE + timedelta(1), " ", learner="ada"), "needs a reason"),
        (lambda g: g.extend("dropout", DUE + timedelta(1), "x", section="Z"), "There are: A, B"),
        (lambda g: g.extend("dropout", DUE + timedelta(1), "x", learner="eve"), "no learner"),
        (lambda g: g.extend("dropout", DUE + timedelta(1), "x"), "one learner or for one"),
        (lambda g: g.extend("dropout", None, "x", learner="ada"), "no such extension"),
        (lambda g: g.override("ada", "dropout", 1, "x", task=9), "no task 9"),
        (lambda g: g.override("ada", "dropout", 9, "x", task=1), "task 1 of dropout must be"),
        (lambda g: g.excuse("ada", "dropout", "x", excused=False), "not excused"),
        (lambda g: g.comment("ada", "dropout", ""), "no comment"),
        (lambda g: g.set_policy(GradePolicy(parts=(Part("nothing"),))), "no exercise"),
        (lambda g: g.set_policy(GradePolicy(zone="Europe/Berlim")), "Europe/Berlin"),
        (lambda g: g.set_policy(GradePolicy(parts=(Part("mse", "X"),))), "no category"),
        (lambda g: GradePolicy(categories=(Category("A", 60), Category("B", 41))), "more than"),
        (lambda g: GradePolicy(categories=(Category("A", 1), Category("a", 1))), "same name"),
        (lambda g: Part("mse", weight=float("nan")), "between 0 and"),
        (lambda g: Category("A", float("nan")), "between 0 and"),
    ],
)
def test_what_makes_no_sense_is_refused(grades: Grades, ask: object, words: str) -> None:
    before = len(grades.trail())
    assert callable(ask)
    with pytest.raises(Refused, match=words):
        ask(grades)
    assert len(grades.trail()) == before


def test_deadlines_and_overrides_of_older_records_are_kept(url: str, course: Course) -> None:
    """On SQLite, then on PostgreSQL."""
    with closing(Store(url)) as store:
        store.upgrade()
        store.people.keep([Person("ada", "learner")])
    ask(url, "0005", "INSERT INTO deadline VALUES ('dropout', '2026-03-28 17:00:00.000000')")
    ask(
        url,
        "0005",
        "INSERT INTO override (learner_id, exercise, points, reason, set_by, set_at) "
        "VALUES (1, 'mse', 4, 'why', 'grace', '2026-03-01 00:00:00.000000')",
    )
    with closing(Store(url)) as store:
        store.upgrade()
        grades = Grades(course, store, lambda: TEACHER)
        assert grades.deadlines() == {"dropout": DUE}
        assert points(grades, "ada", "mse") == 4
        assert [event.by for event in grades.trail()] == ["", "grace"]
        grades.set_deadline("dropout", DUE + timedelta(days=1))
        grades.excuse("ada", "mse", "why")
    assert ask(
        url, "0005", "SELECT count(*) FROM deadline WHERE due = '2026-03-29 16:00:00.000000'"
    )
    assert ask(url, "0005", "SELECT points FROM override") == 4


def ask(url: str, step: str, query: str) -> object:
    """Go down to a step of the records, and ask there; the first value of the answer."""
    engine = open_engine(url).execution_options(migrating=True)
    with engine.begin() as connection:
        command.downgrade(migrations.config(connection), step)
        found = connection.execute(text(query))
        value: object = found.scalar() if found.returns_rows else None
    engine.dispose()
    return value
