"""A file for each learner, whole in itself, with what the gradebook says and nothing of others."""

import re
from pathlib import Path

import pytest
from test_grades import Room, Run, room, run

from tutor.classroom.policy import GradePolicy
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.learning.viewer import Role
from tutor.records.people import Person

__all__ = ["room", "run"]

HOSTILE = "<script>alert(1)</script>"
WORKSHEET = """\
Identifier,Full name,Grade,Maximum grade,Grade can be changed,Last modified (grade)
Participant 501,Ada Lovelace,,10.00,Yes,-
Participant 502,"Núñez, José",,10.00,Yes,-
"""


@pytest.fixture
def class_(room: Room) -> Room:
    """Ada is late with half a mark and a known mistake; José got his by hand; Grete did nothing."""
    people = {"ada": "Ada Lovelace", "jose": "José Núñez", "grete": "Grete Hermann"}
    room.store.people.keep([Person(n, Role.LEARNER, full) for n, full in people.items()])
    checks = (
        CheckResult("a", "What is right", 1, 5, Outcome.PASSED),
        CheckResult("b", "What is wrong", 1, 5, Outcome.WRONG, f"It has {HOSTILE}.", mistake="m"),
    )
    for learner in ("ada", "jose"):
        source = f"x = '{learner}'  # {HOSTILE}\n"
        number = room.store.add_submission(learner, "dropout", "dropout.py", source)
        about = Report(
            "dropout", checks, "cpu", (), 1, "s", "e", 0.1, {"m": "You scaled it twice."}
        )
        room.store.record(number, about.to_json())
    room.grades.set_policy(GradePolicy(percent_per_day=10))
    room.grades.override("jose", "dropout", 9, "Explained it well.")
    return room


def test_each_learner_has_a_file_of_their_own(class_: Room, run: Run, tmp_path: Path) -> None:
    code, out, err = run("feedback", str(tmp_path / "out"))
    assert (code, err) == (0, "")
    assert "2 files are in" in out
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["ada.html", "jose.html"]
    ada = (tmp_path / "out" / "ada.html").read_text(encoding="utf-8")
    assert "Ada Lovelace" in ada
    assert "José" not in ada
    assert "5 of 10" in ada
    assert "You scaled it twice." in ada
    assert "x = &#x27;ada&#x27;" in ada
    jose = (tmp_path / "out" / "jose.html").read_text(encoding="utf-8")
    assert "9 of 10" in jose
    assert "gave these points by hand: Explained it well." in jose


def test_a_file_has_one_clock(class_: Room, run: Run, tmp_path: Path) -> None:
    class_.grades.set_policy(GradePolicy(zone="Asia/Tokyo"))
    run("feedback", str(tmp_path / "out"))
    page = (tmp_path / "out" / "ada.html").read_text(encoding="utf-8")
    assert re.search(r"Submitted (\w+ \d+ \w+ \d{4}, \d\d:\d\d JST): 5 of 10", page)
    assert "UTC" not in page


def test_a_file_needs_nothing_else_and_runs_nothing(class_: Room, run: Run, tmp_path: Path) -> None:
    run("feedback", str(tmp_path / "out"))
    page = (tmp_path / "out" / "ada.html").read_text(encoding="utf-8")
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    assert not re.findall(r"<(?:link|script|img|iframe)|https?://|url\(", page)
    assert "default-src 'none'" in page


def test_moodle_gets_the_names_that_it_knows(class_: Room, run: Run, tmp_path: Path) -> None:
    (tmp_path / "worksheet.csv").write_text(WORKSHEET, encoding="utf-8")
    code, _, err = run(
        *("feedback", str(tmp_path / "out"), "--exercise", "dropout"),
        *("--worksheet", str(tmp_path / "worksheet.csv")),
    )
    assert code == 2
    assert "1 people are in the class but not clear in the worksheet: grete." in err
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [
        "Ada Lovelace_501_assignsubmission_file_feedback.html",
        "Núñez José_502_assignsubmission_file_feedback.html",
    ]
    # What Moodle reads of a name: the number, and the kind of submission that it belongs to.
    for name in names:
        _, number, kind, plugin, _ = name.split("_", 4)
        assert (number.isdecimal(), kind, plugin) == (True, "assignsubmission", "file")


def test_names_that_no_file_may_have_are_made_safe(room: Room, run: Run, tmp_path: Path) -> None:
    for learner in ("../up", "a/b", "a_b", "A_b"):
        room.hand_in(learner, "dropout", 8)
    assert run("feedback", str(tmp_path / "out"))[0] == 0
    names = {path.name for path in (tmp_path / "out").rglob("*")}
    assert len({name.casefold() for name in names}) == 4
    assert not (tmp_path / "up.html").exists()


def test_a_folder_with_other_files_is_refused(class_: Room, run: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "old.html").write_text("x")
    code, _, err = run("feedback", str(tmp_path / "out"))
    assert code == 2
    assert "is not empty" in err
    assert run("feedback", "/proc/nothing")[0] == 2
