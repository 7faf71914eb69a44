"""Marks follow the policy, whatever the attempts; what is given by hand wins and is explained."""

import csv
import json
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import insert, update

from tutor import cli
from tutor.classroom.gradebook import Format
from tutor.classroom.grades import Grades
from tutor.classroom.marks import Mark, mark_of, penalty
from tutor.classroom.policy import Counts, GradePolicy, policy_in_words
from tutor.classroom.totals import drop
from tutor.course import Course
from tutor.errors import Refused
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.records.database import transaction
from tutor.records.grades import Try
from tutor.records.models.submissions import LearnerRow, StandingRow
from tutor.records.people import Person

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEACHER = Viewer("grace", Role.INSTRUCTOR)
ADA = Viewer("ada", Role.LEARNER)
DAYS = some.floats(-20, 20, allow_nan=False)

policies = some.builds(
    GradePolicy,
    counts=some.sampled_from(list(Counts)),
    percent_per_day=some.integers(0, 100),
    percent_at_most=some.integers(0, 100),
    grace_minutes=some.integers(0, 600),
    drop_lowest=some.integers(0, 4),
)
scores = some.integers(0, 10).map(float)
tries = some.lists(some.tuples(DAYS, scores), max_size=6).map(
    lambda pairs: [
        Try(number, NOON + timedelta(days=day), score, 10.0)
        for number, (day, score) in enumerate(sorted(pairs), start=1)
    ]
)


def report(slug: str, score: float, max_score: float) -> dict[str, Any]:
    checks = [
        CheckResult("right", "What is right", 1, score, Outcome.PASSED),
        CheckResult("rest", "The rest", 1, max_score - score, Outcome.WRONG),
    ]
    return Report(slug, tuple(checks), "cpu", (), 1, "s", "e", 0.1, {}).to_json()


@dataclass(frozen=True)
class Room:
    """A class with records of its own."""

    course: Course
    store: Store
    grades: Grades

    def hand_in(self, learner: str, slug: str, score: float, days: float = 0) -> int:
        received = NOON + timedelta(days=days)
        number = self.store.add_submission(learner, slug, f"{slug}.py", f"x = {days}", received)
        self.store.record(number, report(slug, score, self.course.exercise(slug).max_score))
        return number

    def mark(self, learner: str, slug: str) -> Mark:
        row = self.grades.marks(learner)
        return next(mark for mark in row.marks if mark.exercise == slug)


@pytest.fixture
def room(course: Course, tmp_path: Path) -> Iterator[Room]:
    with closing(Store(f"sqlite:///{tmp_path / 'records.db'}")) as store:
        store.upgrade()
        yield Room(course, store, Grades(course, store, lambda: TEACHER))


# The policy, on its own


def oracle(policy: GradePolicy, tries: list[Try], due: datetime | None) -> Fraction | None:
    """The points of ten that count, in plain Python and exact fractions."""
    values, in_time = [], []
    for one in tries:
        last = timedelta(minutes=policy.grace_minutes + 1)  # the minute of the deadline is on time
        late = due is not None and one.received >= due + last
        lost = 0
        if late and due is not None:
            days = 1
            while one.received >= due + timedelta(days=days, minutes=1):
                days += 1
            lost = min(int(policy.percent_at_most), int(policy.percent_per_day) * days)
        values.append(Fraction(int(one.score) * (100 - lost), 100))
        in_time.append(not late)
    if not tries:
        return None
    if policy.counts is Counts.LATEST:
        return values[-1]
    if policy.counts is Counts.BEST:
        return max(values)
    return max((v for v, early in zip(values, in_time, strict=True) if early), default=Fraction(0))


@given(policies, tries, some.sampled_from([None, NOON]))
def test_a_mark_is_what_plain_python_says(
    policy: GradePolicy, tries: list[Try], due: datetime | None
) -> None:
    expected = oracle(policy, tries, due)
    points = mark_of(policy, "x", 10.0, tries, due).points
    assert points == (None if expected is None else pytest.approx(float(expected)))


@given(policies, DAYS, DAYS)
def test_a_penalty_grows_with_lateness_and_never_raises_a_mark(
    policy: GradePolicy, one: float, other: float
) -> None:
    early, late = sorted((one, other))
    first, second = (penalty(policy, NOON + timedelta(days=d), NOON) for d in (early, late))
    assert 0 <= first <= second <= policy.percent_at_most
    assert late > 0 or second == 0


@given(policies, tries)
def test_the_best_is_never_less_than_the_latest(policy: GradePolicy, tries: list[Try]) -> None:
    best = mark_of(replace(policy, counts=Counts.BEST), "x", 10.0, tries, NOON).points
    latest = mark_of(replace(policy, counts=Counts.LATEST), "x", 10.0, tries, NOON).points
    assert (best is None) == (latest is None)
    assert best is None or latest is None or best >= latest


@given(some.lists(some.tuples(scores, some.integers(10, 30)), min_size=1, max_size=8), some.data())
def test_dropping_never_lowers_the_share(
    worth: list[tuple[float, int]], data: some.DataObject
) -> None:
    marks = [Mark(f"e{n}", top, score) for n, (score, top) in enumerate(worth)]
    lowest = data.draw(some.integers(0, 10))
    kept = [m for m in drop(marks, frozenset(m.exercise for m in marks), lowest) if not m.dropped]

    def share(marks: list[Mark]) -> Fraction:
        earned = Fraction(sum(m.points or 0 for m in marks))
        return earned / Fraction(sum(m.max_points for m in marks))

    assert len(kept) == max(1, len(marks) - lowest)
    assert share(kept) >= share(marks)


@pytest.mark.parametrize(
    "values",
    [
        {"counts": "worst"},
        {"percent_per_day": -1},
        {"percent_per_day": float("nan")},
        {"percent_at_most": 101},
        {"grace_minutes": -1},
        {"grace_minutes": 1.5},
        {"drop_lowest": True},
        {"drop_lowest": 10**9},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=r"\.$"):
        GradePolicy(**values)


@given(policies)
def test_a_policy_is_kept_as_it_was_and_has_words(policy: GradePolicy) -> None:
    assert GradePolicy.from_json(json.loads(json.dumps(policy.to_json()))) == policy
    assert policy_in_words(policy).endswith(".")


# The book


@pytest.mark.parametrize("counts", Counts)
@pytest.mark.parametrize("has_deadline", [False, True])
def test_the_book_agrees_with_the_policy_on_every_way_to_the_records(
    room: Room, counts: Counts, has_deadline: bool
) -> None:
    for day, score in enumerate((4, 9, 6)):
        room.hand_in("ada", "dropout", score, days=day)
    policy = GradePolicy(counts, percent_per_day=50)
    due = NOON + timedelta(hours=1) if has_deadline else None
    room.grades.set_policy(policy)
    room.grades.set_deadline("dropout", due)
    attempts = room.store.grades.tries(["dropout"])
    (one,) = attempts.values()
    top = room.course.exercise("dropout").max_score
    assert room.mark("ada", "dropout").points == mark_of(policy, "dropout", top, one, due).points
    assert room.mark("ada", "dropout").attempts == 3


def test_late_work_says_so_and_what_it_lost(room: Room) -> None:
    room.hand_in("ada", "dropout", 8, days=1.5)
    room.grades.set_deadline("dropout", NOON)
    room.grades.set_policy(GradePolicy(percent_per_day=10, grace_minutes=5))
    mark = room.mark("ada", "dropout")
    assert (mark.earned, mark.penalty, mark.late) == (8, 20, True)
    assert mark.points == pytest.approx(6.4)


def test_totals_leave_out_what_nobody_could_have_done(room: Room) -> None:
    room.hand_in("ada", "dropout", 8)
    room.hand_in("bob", "forward_linear", 5)
    room.grades.set_deadline("gradient_descent", datetime.now(UTC) + timedelta(days=9))
    book = room.grades.book()
    assert book.counted == {"dropout", "forward_linear"}
    possible = sum(room.course.exercise(slug).max_score for slug in book.counted)
    assert {row.learner: row.points for row in book.rows} == {"ada": 8, "bob": 5}
    assert {row.possible for row in book.rows} == {possible}
    room.grades.set_deadline("gradient_descent", NOON)
    assert "gradient_descent" in room.grades.book().counted


def test_the_lowest_is_dropped_from_points_and_possible(room: Room) -> None:
    room.hand_in("ada", "dropout", 8)
    room.hand_in("ada", "forward_linear", 1)
    room.grades.set_policy(GradePolicy(drop_lowest=1))
    row = room.grades.marks("ada")
    assert [mark.exercise for mark in row.marks if mark.dropped] == ["forward_linear"]
    assert (row.points, row.possible) == (8, room.course.exercise("dropout").max_score)


def test_an_instructor_is_not_in_the_book(room: Room) -> None:
    room.hand_in("ada", "dropout", 8)
    room.hand_in("grace", "forward_linear", 8)
    with transaction(room.store._engine) as session:
        session.execute(update(LearnerRow).filter_by(name="grace").values(role="instructor"))
    book = room.grades.book()
    assert [row.learner for row in book.rows] == ["ada"]
    assert book.counted == {"dropout"}


def test_the_newest_policy_counts_and_all_are_kept(room: Room) -> None:
    assert room.grades.policy() == GradePolicy()
    for drop_lowest in (1, 2, 2):
        room.grades.set_policy(GradePolicy(drop_lowest=drop_lowest))
    changes = room.grades.policies()
    assert [change.policy["drop_lowest"] for change in changes] == [2, 1]
    assert {change.set_by for change in changes} == {"grace"}
    assert room.grades.policy() == GradePolicy(drop_lowest=2)


@pytest.mark.parametrize(
    "due", [datetime(2026, 3, 1), datetime(9999, 1, 1, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)]
)
def test_a_deadline_that_is_a_slip_is_refused(room: Room, due: datetime) -> None:
    with pytest.raises(Refused):
        room.grades.set_deadline("dropout", due)


# Marks by hand


def test_an_override_wins_until_it_is_taken_back(room: Room) -> None:
    room.hand_in("ada", "dropout", 8, days=3)
    room.grades.set_deadline("dropout", NOON)
    room.grades.set_policy(GradePolicy(percent_per_day=100))
    assert room.mark("ada", "dropout").points == 0
    room.grades.override("ada", "dropout", 5.5, "  She was\n ill. ")
    mark = room.mark("ada", "dropout")
    assert (mark.points, mark.overridden, mark.reason) == (5.5, True, "She was ill.")
    room.grades.override("ada", "dropout", None, "A mistake.")
    assert room.mark("ada", "dropout").points == 0
    history = room.grades.history("ada", "dropout")
    assert [(one.points, one.set_by) for one in history] == [(None, "grace"), (5.5, "grace")]


@pytest.mark.parametrize(
    ("learner", "slug", "points", "reason", "words"),
    [
        ("ada", "dropout", 5, " \n", "needs a reason"),
        ("ada", "dropout", 5, "x" * 501, "at most"),
        ("ada", "dropout", -1, "why", "between 0"),
        ("ada", "dropout", 1e9, "why", "between 0"),
        ("ada", "dropout", float("nan"), "why", "between 0"),
        ("nobody", "dropout", 5, "why", "no learner"),
        ("ada", "nothing", 5, "why", "no exercise"),
        ("ada", "dropout", None, "why", "to remove"),
    ],
)
def test_an_override_that_cannot_be_is_refused(
    room: Room, learner: str, slug: str, points: float | None, reason: str, words: str
) -> None:
    room.hand_in("ada", "dropout", 8)
    with pytest.raises(Refused, match=words):
        room.grades.override(learner, slug, points, reason)
    assert room.grades.history() == []


# Files


def test_the_files_explain_every_mark_and_run_nothing(room: Room) -> None:
    for learner in ("=cmd()", "＝x", "ada"):  # noqa: RUF001
        room.hand_in(learner, "dropout", 8, days=1)
    room.grades.set_deadline("dropout", NOON)
    room.grades.set_policy(GradePolicy(percent_per_day=50))
    room.grades.override("ada", "dropout", 3, "+cheated")
    wide = list(csv.DictReader(room.grades.export(Format.LEARNERS).splitlines()))
    long = list(csv.DictReader(room.grades.export(Format.MARKS).splitlines()))
    assert {row["learner"] for row in wide} == {"'=cmd()", "'＝x", "ada"}  # noqa: RUF001
    assert [row["dropout"] for row in wide if row["learner"] == "'=cmd()"] == ["4.0"]
    (ada,) = (row for row in long if row["learner"] == "ada")
    assert (ada["points"], ada["reason"], ada["override by"]) == ("3.0", "'+cheated", "grace")
    assert (ada["late"], ada["penalty percent"]) == ("yes", "50")
    assert len(long) == 3


# Who may


def test_a_learner_sees_their_own_marks_and_nothing_else(room: Room) -> None:
    room.hand_in("ada", "dropout", 8)
    room.hand_in("bob", "dropout", 8)
    grades = Grades(room.course, room.store, lambda: ADA)
    assert grades.marks("ada").points == 8
    asked: list[Callable[[], object]] = [
        lambda: grades.marks("bob"),
        lambda: grades.policy(),
        lambda: grades.policies(),
        lambda: grades.set_policy(GradePolicy(drop_lowest=3)),
        lambda: grades.deadlines(),
        lambda: grades.set_deadline("dropout", NOON),
        lambda: grades.book(),
        lambda: grades.override("ada", "dropout", 10, "please"),
        lambda: grades.history("ada", "dropout"),
        lambda: grades.export(Format.LEARNERS),
        lambda: grades.counting("dropout"),
    ]
    for ask in asked:
        with pytest.raises(Refused):
            ask()
    assert room.grades.policy() == GradePolicy()
    assert room.grades.deadlines() == {}
    assert room.grades.history() == []


def test_the_book_of_a_large_class_is_quick(room: Room) -> None:
    slugs = [exercise.slug for exercise in room.course.exercises][:40]
    with transaction(room.store._engine) as session:
        people = [{"id": n, "name": f"learner-{n}"} for n in range(1, 301)]
        session.execute(insert(LearnerRow), people)
        standing = {"attempts": 20, "best_score": 7.0, "max_score": 10.0, "last": NOON}
        rows = [{"learner_id": p["id"], "exercise": s, **standing} for p in people for s in slugs]
        session.execute(insert(StandingRow), rows)
    room.grades.book()
    began = time.process_time()
    book = room.grades.book()
    assert time.process_time() - began < 0.5
    assert len(book.rows) == 300


# The command line


@pytest.fixture
def run(
    room: Room, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """The program in this process, on the records of the room."""
    monkeypatch.setenv("TUTOR_DATABASE_URL", room.store.url)
    monkeypatch.setenv("TUTOR_LEARNER", "grace")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tutor", "class", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("when", "due"),
    [
        ("2027-03-01", "2027-03-01 23:59"),
        ("20270301", "2027-03-01 23:59"),
        ("2027-W09-1", "2027-03-01 23:59"),
        ("2027-03-01 18:00", "2027-03-01 18:00"),
        ("20270301T1800", "2027-03-01 18:00"),
        ("2027-03-01 00:00", "2027-03-01 00:00"),
    ],
)
def test_a_date_alone_is_the_end_of_that_day(room: Room, run: Run, when: str, due: str) -> None:
    assert run("deadline", "dropout", when)[0] == 0
    assert room.grades.deadlines()["dropout"].astimezone().strftime("%Y-%m-%d %H:%M") == due


def test_the_class_is_kept_from_the_command_line(room: Room, run: Run, tmp_path: Path) -> None:
    assert "no learners yet" in run("gradebook")[1]
    room.hand_in("ada", "dropout", 8, days=1)
    assert run("deadline", "dropout", "2026-03-01")[0] == 0
    assert room.grades.deadlines()["dropout"].astimezone().strftime("%H:%M") == "23:59"
    assert run("override", "ada", "dropout", "3", "--reason", "Copied.")[0] == 0
    assert "3*" in run("gradebook")[1]
    assert run("override", "ada", "dropout", "none", "--reason", "Not copied.")[0] == 0
    assert run("deadline", "dropout", "none")[0] == 0
    assert room.grades.deadlines() == {}
    assert run("gradebook", "--csv", str(tmp_path / "book.csv"))[0] == 0
    assert "ada" in (tmp_path / "book.csv").read_text()


def test_a_zip_is_looked_at_and_handed_in(room: Room, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "class.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("ada/forward_linear.py", "def forward_linear(X, W, b): return X @ W + b")
    code, out, _ = run("hand-in", str(file), "--dry-run")
    assert (code, room.store.attempts()) == (0, [])
    assert "1 of 1 files" in out
    code, out, err = run("hand-in", str(file))
    assert (code, err) == (0, "")
    assert "10 / 10" in out
    code, out, _ = run("hand-in", str(file))
    assert (code, out) == (0, "There is nothing new in the file.\n")
    code, out, _ = run("regrade", "forward_linear", "--publish")
    assert code == 0
    assert "0 of 1 learners" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["hand-in", "nothing.zip"],
        ["hand-in", __file__],
        ["regrade", "dropout"],
        ["regrade", "dropout", "--discard"],
        ["regrade", "dropout", "--discard", "--publish"],
        ["regrade", "nothing"],
        ["deadline", "dropout", "soon"],
        ["deadline", "dropout", "9999-12-31"],
        ["deadline", "nothing", "2026-03-01"],
        ["override", "nobody", "dropout", "3", "--reason", "x"],
        ["override", "nobody", "dropout", "three", "--reason", "x"],
        ["override", "nobody", "dropout", "3"],
        ["gradebook", "--csv", "/nowhere/book.csv"],
    ],
)
def test_what_cannot_be_done_is_one_line(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("tutor: ")
    assert err.count("\n") == 1


def test_the_book_is_made_anew_when_anything_changes(course: Course, store: Store) -> None:
    grades = Grades(course, store, lambda: TEACHER)
    slug = "dropout"
    waiting = store.add_submission("ada", slug, f"{slug}.py", "x = 1\n")
    first = grades.book()
    assert grades.book() is first
    changes: list[Callable[[], object]] = [
        lambda: store.record(waiting, report(slug, 4.0, 10.0)),
        lambda: grades.override("ada", slug, 3, "spoke to me"),
        lambda: grades.set_policy(GradePolicy(counts=Counts.LATEST)),
        lambda: grades.set_deadline(slug, datetime.now(UTC) - timedelta(days=1)),
        lambda: store.people.keep([Person("bob", "learner")]),
    ]
    for change in changes:
        before = grades.book()
        change()
        assert grades.book() is not before
