"""Deadlines and marks as learners and instructors meet them: in the terminal and on the pages."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest
from test_class_pages import graded, page, pressed, said, tutor  # noqa: F401
from test_grades import Room, room  # noqa: F401

from tutor import cli
from tutor.classroom.policy import Category, Counts, GradePolicy, Part
from tutor.dashboard import places, shell
from tutor.dashboard.classroom.policy_forms import category_rows, part_rows, policy_with
from tutor.records.people import Person
from tutor.service import Tutor

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[1]
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def run(
    room: Room,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """The program in this process, on the records of the room, on a machine in New York."""
    monkeypatch.setenv("TUTOR_DATABASE_URL", room.store.url)
    monkeypatch.setenv("TUTOR_LEARNER", "grace")
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.MonkeyPatch.context() as zone:
        zone.setenv("TZ", "America/New_York")
        time.tzset()

        def run(*arguments: str) -> tuple[int, str, str]:
            monkeypatch.setattr(sys, "argv", ["tutor", *arguments])
            with pytest.raises(SystemExit) as ended:
                cli.main()
            heard = capsys.readouterr()
            return int(ended.value.code or 0), heard.out, heard.err

        yield run
    time.tzset()


def policy(run: Run, *arguments: str) -> str:
    code, out, err = run("class", "policy", *arguments)
    assert (code, err) == (0, "")
    return out


@pytest.fixture
def classroom(room: Room) -> Room:  # noqa: F811
    people = [("ada", "Ada Lovelace", "A"), ("bob", "Bob Young", "B")]
    room.store.people.keep(Person(name, "learner", full, part) for name, full, part in people)
    room.hand_in("ada", "dropout", 8, days=1.5)
    room.hand_in("bob", "dropout", 5)
    room.hand_in("bob", "mse", 10)
    return room


# The instructor, in the terminal


def test_the_policy_is_set_piece_by_piece(classroom: Room, run: Run) -> None:
    policy(run, "set", "--counts", "latest", "--late", "10", "--at-most", "50", "--grace", "15")
    policy(run, "set", "--zone", "Europe/Berlin")
    policy(run, "category", "Homework", "--weight", "60", "--drop", "1")
    policy(run, "exercise", "mse", "--category", "Homework", "--weight", "2")
    policy(run, "exercise", "dropout", "--extra")
    policy(run, "category", "Homework", "--weight", "40")
    assert classroom.grades.policy() == GradePolicy(
        Counts.LATEST,
        10,
        50,
        15,
        zone="Europe/Berlin",
        categories=(Category("Homework", 40, 1),),
        parts=(Part("dropout", extra=True), Part("mse", "Homework", 2)),
    )
    policy(run, "exercise", "dropout", "--no-extra")
    policy(run, "category", "Homework", "--remove")
    policy(run, "set", "--counts", "on-time")
    assert classroom.grades.policy().parts == (Part("mse", weight=2),)
    assert "The best attempt before the deadline counts" in policy(run)
    assert len(policy(run, "history").split("Policy:")) == 10


def test_whose_marks_change_is_shown_before_and_after(classroom: Room, run: Run) -> None:
    policy(run, "set", "--late", "10", "--zone", "UTC")
    deadline = ("deadline", "dropout", "2026-03-01 12:00")
    out = policy(run, *deadline, "--dry-run")
    assert "1 of 2 learners would get another mark or total" in out
    assert "ada      Ada Lovelace  dropout" in out  # two people may have the same full name
    assert "8 of 10  6.4 of 10" in out
    assert "Nothing is recorded" in out
    assert classroom.grades.deadlines() == {}
    assert "got another mark" in policy(run, *deadline)
    moved = policy(run, "set", "--zone", "Asia/Tokyo", "--dry-run")
    assert "The deadlines would stay the same moments" in moved
    assert "dropout: Sunday 1 March, 21:00 JST" in moved
    extension = ("extend", "dropout", "2026-03-02 12:00", "--reason", "A closed lab.")
    out = policy(run, *extension, "--section", "A")
    assert "section A has until 2026-03-02, 12:00 UTC" in out
    assert "7.2 of 10" in out
    policy(run, *("extend", "dropout", "2026-03-03", "--reason", "Ill.", "--learner", "ada"))
    assert "  ada: Tuesday 3 March, 23:59 UTC (Ill.)" in policy(run)
    assert "excused" in policy(run, "excuse", "bob", "mse", "--reason", "Joined late.")
    assert "bob, mse\n  Excused (Joined late.)" in policy(run, "history")
    assert "Excused from mse: bob" in policy(run)
    out = run("class", "gradebook")[1]
    assert "excused" in out
    assert "8 / 20  40 %" in out


def test_one_row_for_each_mark_is_for_a_file(run: Run) -> None:
    code, out, err = run("class", "gradebook", "--marks")
    assert (code, out) == (2, "")
    assert "add --csv FILE" in err


def test_a_mark_for_one_task_and_a_comment(classroom: Room, run: Run) -> None:
    task = ("override", "ada", "dropout", "1", "--task", "1", "--reason", "By phone.")
    assert "task 1 of dropout" in policy(run, *task)
    assert classroom.mark("ada", "dropout").tasks[0].points == 1
    policy(run, "comment", "ada", "dropout", "Call me.")
    assert classroom.mark("ada", "dropout").comment == "Call me."
    policy(run, "comment", "ada", "dropout", "none")
    policy(run, "override", "ada", "dropout", "none", "--task", "1", "--reason", "A slip.")
    assert classroom.mark("ada", "dropout").points == 8


def test_a_deadline_is_a_time_of_the_course_and_without_one_of_this_machine(
    classroom: Room, run: Run
) -> None:
    policy(run, "deadline", "dropout", "2026-07-01 18:00")
    due = classroom.grades.deadlines()["dropout"]
    assert due == datetime(2026, 7, 1, 18, tzinfo=NEW_YORK)
    policy(run, "set", "--zone", "Asia/Kolkata")
    policy(run, "deadline", "dropout", "2026-07-01 18:00")
    due = classroom.grades.deadlines()["dropout"]
    assert due == datetime(2026, 7, 1, 18, tzinfo=ZoneInfo("Asia/Kolkata"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["deadline", "dropout", "2026-03-08 02:30"], "does not exist in this machine"),
        (["deadline", "dropout", "2026-11-01 01:30"], "exists twice"),
        (["extend", "dropout", "2026-11-01", "--reason", "x"], "one learner or for one section"),
        (["category", "Homework"], "--weight 40"),
        (["category", "Homework", "--remove"], "no category"),
        (["exercise", "mse", "--category", "Labs"], "no category 'Labs'"),
        (["set"], "Say what to change"),
        (["set", "--zone", "New York"], "America/New_York"),
        (["excuse", "nobody", "mse", "--reason", "x"], "no learner"),
    ],
)
def test_what_cannot_be_is_one_line(
    classroom: Room, run: Run, arguments: list[str], words: str
) -> None:
    code, out, err = run("class", "policy", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert classroom.grades.trail() == []


# The learner, in the terminal


def test_a_learner_is_told_when_what_and_why(
    classroom: Room, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon = datetime.now(UTC) + timedelta(days=3, minutes=5)
    grades = classroom.grades
    grades.set_policy(GradePolicy(percent_per_day=10, percent_at_most=50))
    grades.set_deadline("dropout", datetime(2026, 3, 1, 12, tzinfo=UTC))
    grades.set_deadline("mse", soon)
    grades.override("ada", "conv2d", 4, "Shown at the board")
    grades.comment("ada", "dropout", "Think of the survivors.")
    grades.excuse("ada", "lstm", "Not part of her track.")
    monkeypatch.setenv("TUTOR_LEARNER", "ada")
    out = run("list")[1]
    assert f"Due next: mse, {soon.astimezone(NEW_YORK):%A}" in out
    assert "(in 3 days)" in out
    assert "Late, and not full marks yet: dropout." in out
    out = " ".join(run("progress")[1].split())
    assert "dropout 6.4 of 10 Was due Sunday 1 March, 07:00 EST" in out
    assert "It was 2 days late and lost 20 % of what it earned." in out
    assert "grace says: Think of the survivors." in out
    assert "grace gave these points by hand: Shown at the board." in out
    assert "lstm excused grace excused you from it: Not part of her track." in out
    assert "Your total is" in out
    out = " ".join(run("show", "dropout")[1].split())
    assert "late and loses 50 %." in out
    assert "It was 2 days late" in out
    listed = {one["exercise"]: one for one in json.loads(run("list", "--json")[1])}
    assert (listed["dropout"]["mark"], listed["dropout"]["penalty"]) == (6.4, 20)
    assert listed["dropout"]["due"] == "2026-03-01T12:00:00+00:00"
    assert listed["lstm"]["excused"] is True


def test_somebody_who_learns_alone_hears_of_no_class(
    classroom: Room, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_LEARNER", "ada")
    for command in (["list"], ["progress"], ["show", "dropout"]):
        out = run(*command)[1]
        assert "Due" not in out
        assert "best attempt" not in out
    assert "due" not in json.loads(run("list", "--json")[1])[0]


# The pages


def test_home_and_exercise_say_when_what_and_why(
    tutor: Tutor,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graded(tutor, "ada", 8)
    tutor.grades.set_policy(GradePolicy(percent_per_day=10, percent_at_most=30))
    tutor.grades.set_deadline("dropout", datetime.now(UTC) - timedelta(hours=30))
    tutor.grades.comment("ada", "dropout", "Call *me*.")
    monkeypatch.setenv("TUTOR_LEARNER", "ada")
    at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60).run()
    assert not at.exception
    shown = said(at).replace("\\", "")
    assert "Your total is 64 %: 6.4 of 10 points." in shown
    assert "It was 2 days late and lost 20 % of what it earned." in shown
    assert "**grace**: Call *me*." in shown
    at.query_params["exercise"] = "dropout"
    at = at.switch_page(str(places.EXERCISE)).run()
    assert not at.exception
    shown = said(at).replace("\\", "")
    assert "**Your mark: 6.4 of 10.**" in shown
    assert "A late attempt loses 10 % per day, at most 30 %." in shown
    assert "An attempt now is 2 days late and loses 20 %." in shown


def test_more_time_is_given_on_the_page_after_a_look_at_what_changes(
    tutor: Tutor,  # noqa: F811
) -> None:
    graded(tutor, "ada", 8)
    tutor.store.people.keep([Person("ada", "learner", "Ada Lovelace", "A")])
    tutor.grades.set_policy(GradePolicy(percent_per_day=50, zone="Europe/Berlin"))
    tutor.grades.set_deadline("dropout", datetime.now(UTC) - timedelta(hours=30))
    at = page(places.GRADEBOOK)
    assert "Deadline (Europe/Berlin)" in [part.label for part in at.main if hasattr(part, "label")]
    assert at.selectbox(key="extension_who").options == ["Section A", "Ada Lovelace"]
    at.selectbox(key="extension_who").select("ada")
    at = pressed(at, "extension_try")
    assert "1 of 1 learner would get another mark or total" in said(at)
    changes = next(t.value for t in at.dataframe if "Then" in t.value)
    assert list(changes["Now"]) == ["0 of 10", "0.0 %"]
    assert list(changes["Then"]) == ["8 of 10", "80.0 %"]
    assert tutor.grades.marks("ada").points == 0
    at = pressed(at, "extension_give")
    assert "An extension needs a reason" in said(at)
    at.text_input(key="extension_reason").input("Ill.")
    at = pressed(at, "extension_give")
    assert tutor.grades.marks("ada").points == 8
    table = next(t.value for t in at.dataframe if "For" in t.value)
    assert list(table["For"]) == ["", "Ada Lovelace"]
    pressed(at, "extension_none")
    assert tutor.grades.marks("ada").points == 0


def test_a_policy_is_tried_before_it_is_saved(tutor: Tutor) -> None:  # noqa: F811
    graded(tutor, "ada", 8)
    tutor.grades.set_deadline("dropout", datetime.now(UTC) - timedelta(hours=30))
    at = page(places.GRADEBOOK)
    at.number_input(key="policy_day").set_value(10.0)
    at = pressed(at, "policy_try")
    assert "1 of 1 learner would get" in said(at)
    assert tutor.grades.policy() == GradePolicy()


def dialog() -> None:
    """What the button opens; AppTest would close it with every click."""
    from tutor.dashboard.classroom.gradebook_forms import by_hand
    from tutor.dashboard.state import the_tutor

    by_hand(the_tutor().grades.book())


def test_the_dialog_names_people_and_marks_a_task_excuses_and_comments(
    tutor: Tutor,  # noqa: F811
) -> None:
    graded(tutor, "s1", 8)
    tutor.store.people.keep([Person("s1", "learner", "Ada Lovelace", "A")])
    at = AppTest.from_function(dialog, default_timeout=60).run()
    assert at.selectbox(key="hand_learner").options == ["Ada Lovelace"]
    at.selectbox(key="hand_exercise").select("dropout").run()
    at.selectbox(key="hand_task:dropout").select(1).run()
    at.number_input(key="hand_points:dropout:1").set_value(0.5).run()
    assert "The mark would be 0.5." in said(at).replace("\\", "")
    at.text_area(key="hand_reason").input("By phone.")
    pressed(at, "hand_give")
    mark = tutor.grades.mine("s1").mark("dropout")
    assert (mark.points, mark.tasks[0].reason) == (0.5, "By phone.")
    at = AppTest.from_function(dialog, default_timeout=60).run()
    at.selectbox(key="hand_exercise").select("dropout").run()
    at.text_area(key="hand_reason").input("Ill.")
    pressed(at, "hand_excuse")
    assert tutor.grades.mine("s1").mark("dropout").excused
    at = AppTest.from_function(dialog, default_timeout=60).run()
    at.selectbox(key="hand_exercise").select("dropout").run()
    at.text_area(key="hand_comment:s1:dropout").input("Get well.")
    pressed(at, "hand_say")
    assert tutor.grades.mine("s1").mark("dropout").comment == "Get well."


def test_the_tables_of_weights_are_read_as_they_were_written(tutor: Tutor) -> None:  # noqa: F811
    exercises = tutor.course.exercises
    policy = GradePolicy(
        drop_lowest=1,
        categories=(Category("Labs", 40, 1),),
        parts=(Part("dropout", "Labs", 2), Part("mse", extra=True)),
    )
    rows, parts = category_rows(policy), part_rows(policy, exercises)
    assert policy_with(policy, rows, parts) == policy
    rows = [*rows, {"Category": " Exam ", "Percent": 60}, {"Category": None, "Percent": None}]
    changed = policy_with(policy, rows, parts)
    assert changed.categories == (Category("Labs", 40, 1), Category("Exam", 60))
    gone = policy_with(policy, [], parts)
    assert gone.categories == ()
    assert gone.parts == (Part("dropout", weight=2), Part("mse", extra=True))


def test_thirty_learners_are_on_one_page_by_the_names_that_are_shown(
    tutor: Tutor,  # noqa: F811
) -> None:
    people = [Person(f"s{n:02}", "learner", f"{chr(122 - n % 26)} Name {n}") for n in range(30)]
    tutor.store.people.keep(people)
    graded(tutor, "s00", 8)
    at = page(places.CLASS)
    assert not at.get("pagination")
    shown = at.selectbox(key="class_learner").options
    assert len(shown) == 30
    assert shown == sorted(shown, key=str.casefold)
    book = page(places.GRADEBOOK).dataframe[0].value
    assert list(book["Name"]) == shown
    more = [Person(f"t{n}", "learner") for n in range(11)]
    tutor.store.people.keep(more)
    assert page(places.CLASS).get("pagination")


def test_the_sign_in_page_says_which_course_it_is(
    tutor: Tutor,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shell, "viewer_of_session", lambda _: None)
    at = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60).run()
    assert at.title[0].value == "Sign in"
    assert tutor.course.title in said(at)
