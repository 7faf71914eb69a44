"""A class as other systems hand it over: folders, ids, times, and who is meant by a name."""

import io
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_intake import CODE, TEACHER, Marker, zipped

from tutor.classroom.arrivals import Arrival
from tutor.classroom.corrections import corrections_csv, read_corrections
from tutor.classroom.policy import GradePolicy
from tutor.course import Course
from tutor.errors import Refused
from tutor.records import Store
from tutor.service import Tutor

NOTEBOOK = '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = 1"}]}'
ROSTER = """name,full name,section,email,student id,github
jnunez,José Núñez,Red,jn@x.org,S1,jose-n
zbrug,Zoë Brügger,Red,zb@x.org,S2,
alovelace,"Lovelace, Ada",Blue,al@x.org,S3,ada
mlee,Min-jun Lee,Blue,ml@x.org,S4,
jlee,Jun Lee,Blue,jl@x.org,S5,
smith1,John Smith,,s1@x.org,S6,
smith2,John Smith,,s2@x.org,S7,
ali,علی‌رضا محمدی,,ali@x.org,S8,
"""
Files = dict[str, bytes | str]


@pytest.fixture
def tutor(course: Course, tmp_path: Path) -> Iterator[Tutor]:
    store = Store(f"sqlite:///{tmp_path / 'records.db'}")
    store.upgrade()
    with closing(Tutor(course, store, Marker(course.root), lambda: TEACHER)) as tutor:
        tutor.roster.enrol(tutor.roster.preview(ROSTER))
        yield tutor


def whose(rows: list[Arrival]) -> dict[str, str]:
    """The learner of each file that would be submitted."""
    return {row.file: row.learner for row in rows if row.is_wanted}


def problems(rows: list[Arrival]) -> dict[str, str]:
    return {row.file: row.problem for row in rows if row.problem}


def moodle(*names: str, file: str = "dropout.py") -> Files:
    every = enumerate(names, start=101)
    return {f"{name}_{n}_assignsubmission_file_/{file}": f"{CODE}#{n}" for n, name in every}


@pytest.mark.parametrize(
    ("name", "learner"),
    [
        ("José Núñez", "jnunez"),
        ("Jose\u0301 Nun\u0303ez", "jnunez"),
        ("NUNEZ JOSE", "jnunez"),
        ("Brügger, Zoë", "zbrug"),
        ("Zoe Bruegger", "zbrug"),
        ("Ada Lovelace", "alovelace"),
        ("Min-jun Lee", "mlee"),
        ("Minjun Lee", "mlee"),
        ("Jun Lee", "jlee"),
        ("Red-Jose Nunez", "jnunez"),
        ("Group 7-Ada Lovelace", "alovelace"),
        ("علي‌رضا محمدي", "ali"),
        ("علیرضا محمدی", "ali"),
        ("zb@x.org", "zbrug"),
        ("ZBRUG", "zbrug"),
        ("s3", "alovelace"),
    ],
)
def test_a_name_is_known_however_it_is_written(tutor: Tutor, name: str, learner: str) -> None:
    rows = tutor.intake.read_zip(zipped(moodle(name)))
    assert list(whose(rows).values()) == [learner]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Hee-Jun Lee", "jlee"),  # no group, though Jun Lee is there
        ("Jose Nunes", "jnunez"),
        ("Zoë Brugg", "zbrug"),
        ("Nobody Atall", ""),
    ],
)
def test_who_is_not_found_is_left_to_the_instructor(tutor: Tutor, name: str, near: str) -> None:
    (row,) = tutor.intake.read_zip(zipped(moodle(name)))
    assert f"Nobody on the roster is called '{name}'" in row.problem
    assert row.open
    assert not row.is_wanted
    assert (near in row.nearest) if near else not row.nearest
    assert "jsmith" not in row.problem


def test_several_in_a_group_make_it_one(tutor: Tutor) -> None:
    rows = tutor.intake.read_zip(zipped(moodle("Foxes-Ada Lovelace", "Foxes-Jose Nunez")))
    assert sorted(whose(rows).values()) == ["alovelace", "jnunez"]


def test_a_first_name_with_a_dash_is_no_group(tutor: Tutor) -> None:
    rows = tutor.intake.read_zip(zipped(moodle("Hee-jun Lee", "Hee-seo Kim")))
    assert whose(rows) == {}
    rows = tutor.intake.read_zip(zipped(moodle("Min-jun Lee", "Min-john Smith")))
    assert list(whose(rows).values()) == ["mlee"]


def test_two_of_one_name_are_told_apart_by_ids_or_not_at_all(tutor: Tutor) -> None:
    rows = tutor.intake.read_zip(zipped(moodle("John Smith", "John Smith")))
    assert whose(rows) == {}
    assert all(row.open and row.nearest == ("smith1", "smith2") for row in rows)
    worksheet = (
        "Identifier,Full name,Email address,Grade\n"
        "Participant 101,John Smith,s2@x.org,\nParticipant 102,John Smith,s1@x.org,\n"
    )
    tutor.roster.enrol(tutor.roster.preview(worksheet))
    rows = tutor.intake.read_zip(zipped(moodle("John Smith", "John Smith")))
    assert list(whose(rows).values()) == ["smith1", "smith2"]
    assert "_102_" in rows[0].file


def test_one_name_on_the_roster_and_two_people_in_the_lms(tutor: Tutor) -> None:
    rows = tutor.intake.read_zip(zipped(moodle("Ada Lovelace", "Lovelace Ada", "Jun Lee")))
    assert list(whose(rows).values()) == ["jlee"]
    assert all("Two people of the LMS" in problem for problem in problems(rows).values())


def test_canvas_knows_people_by_its_ids(tutor: Tutor) -> None:
    canvas = (
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        '"Smith, John",71,S6,smith1,\n"Smith, John",72,S7,smith2,\n'
    )
    tutor.roster.enrol(tutor.roster.preview(canvas))
    files: Files = {
        "smithjohn_72_900_dropout.py": "a = 1",
        "smithjohn_LATE_71_901_dropout.py": "a = 2",
        "smithjohn_LATE_71_905_dropout-1.py": "a = 3",
        "lovelaceada_73_902_dropout.ipynb": NOTEBOOK,
        "foxes_72_903_mse.py": "a = 4",
        "nunezjose_74_text.html": "<p>see the repository</p>",
    }
    rows = tutor.intake.read_zip(zipped(files))
    assert whose(rows) == {
        "smithjohn_72_900_dropout.py": "smith2",
        "foxes_72_903_mse.py": "smith2",
        "smithjohn_LATE_71_905_dropout-1.py": "smith1",
        "lovelaceada_73_902_dropout.ipynb": "alovelace",
    }
    assert "neither a .py" in problems(rows)["nunezjose_74_text.html"]
    (old,) = (row for row in rows if row.left_out)
    assert "left out beside dropout-1.py" in old.note


def test_a_download_of_canvas_makes_nobody_late(tutor: Tutor) -> None:
    due = datetime.now(UTC) - timedelta(days=2)
    tutor.grades.set_deadline("dropout", due)
    files: Files = {
        "lovelaceada_73_902_dropout.py": CODE,
        "nunezjose_LATE_74_903_dropout.py": CODE,
    }
    times = {row.learner: row.received for row in tutor.intake.read_zip(zipped(files))}
    assert times["alovelace"] == due
    assert (late := times["jnunez"])
    assert late > due
    tutor.grades.set_deadline("mse", due)
    notes = {row.learner: row.note for row in tutor.intake.read_zip(zipped(files), "mse")}
    assert notes["alovelace"] == "named after dropout, in time in Canvas"


def test_gradescope_knows_numbers_and_addresses(tutor: Tutor) -> None:
    metadata = (
        "submission_1:\n  :submitters:\n  - :name: John Smith\n    :sid: S7\n"
        "submission_2:\n  :submitters:\n  - :name: J. S.\n    :email: S1@x.org\n"
    )
    files: Files = {
        "e/submission_1/dropout.py": CODE,
        "e/submission_2/dropout.py": CODE,
        "e/submission_metadata.yml": metadata,
    }
    rows = tutor.intake.read_zip(zipped(files))
    assert list(whose(rows).values()) == ["smith1", "smith2"]


@pytest.mark.parametrize("wrapped", [True, False])
def test_github_classroom_has_a_repository_for_each(tutor: Tutor, wrapped: bool) -> None:
    outer = "dl-hw1-submissions/" if wrapped else ""
    files: Files = {
        f"{outer}dl-hw1-{name}/{file}": CODE
        for name in ("ada", "jose-n", "zbrug")
        for file in ("dropout.py", "README.md", "tests/test_dropout.py", ".github/x.py")
    }
    rows = tutor.intake.read_zip(zipped(files))
    assert [row.learner for row in rows] == ["alovelace", "jnunez", "zbrug"]
    assert problems(rows) == {}


def test_nbgrader_wrote_down_when(tutor: Tutor) -> None:
    files: Files = {
        "submitted/zbrug/ps1/dropout.ipynb": NOTEBOOK,
        "submitted/zbrug/ps1/timestamp.txt": "2026-03-01 12:00:00.000000 UTC",
        "submitted/alovelace/ps1/dropout.ipynb": NOTEBOOK,
        "submitted/alovelace/ps1/timestamp.txt": "2026-03-01 12:00:00.5 America/Los_Angeles",
        "submitted/jnunez/ps1/dropout.ipynb": NOTEBOOK,
    }
    rows = tutor.intake.read_zip(zipped(files))
    times = {row.learner: row.received for row in rows}
    assert times["zbrug"] == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert times["alovelace"] == datetime(2026, 3, 1, 20, tzinfo=UTC)
    assert times["jnunez"]


def test_a_tree_of_nbgrader_is_known_without_its_outer_folder(tutor: Tutor, tmp_path: Path) -> None:
    for name in ("zbrug", "jnunez"):
        folder = tmp_path / "submitted" / name / "ps1"
        folder.mkdir(parents=True)
        (folder / "dropout.ipynb").write_text(NOTEBOOK)
        (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    march = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for place in (tmp_path, tmp_path / "submitted", tmp_path / "submitted" / "zbrug"):
        rows = tutor.intake.read_places([place])
        assert {row.learner for row in rows} >= {"zbrug"}
        assert problems(rows) == {}
        if place.name != "zbrug":
            assert {row.received for row in rows} == {march}


def test_one_learner_in_a_tree_of_nbgrader(tutor: Tutor) -> None:
    files: Files = {"submitted/zbrug/ps1/dropout.ipynb": NOTEBOOK}
    assert list(whose(tutor.intake.read_zip(zipped(files))).values()) == ["zbrug"]
    exchange: Files = {"zbrug+ps1+2026-03-01 12:00:00 UTC+x1/dropout.ipynb": NOTEBOOK}
    (row,) = tutor.intake.read_zip(zipped(exchange))
    assert (row.learner, row.received) == ("zbrug", datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    "path",
    [
        "zbrug/alovelace/dropout.py",
        "zbrug/lovelaceada_1_2_dropout.py",
        "zbrug/Ada Lovelace_1_assignsubmission_file_/dropout.py",
        "zbrug/submitted/alovelace/ps1/dropout.py",
        "class/zbrug/alovelace/dropout.py",
    ],
)
def test_what_is_in_a_folder_of_somebody_is_theirs(tutor: Tutor, path: str) -> None:
    assert list(whose(tutor.intake.read_zip(zipped({path: CODE}))).values()) == ["zbrug"]


def test_no_learner_dates_their_own_work(tutor: Tutor) -> None:
    files = moodle("Ada Lovelace")
    files["Ada Lovelace_101_assignsubmission_file_/timestamp.txt"] = "2020-01-01 00:00:00 UTC"
    files["Ada Lovelace_101_assignsubmission_file_/a/timestamp.txt"] = "2020-01-01 00:00:00 UTC"
    (row,) = tutor.intake.read_zip(zipped(files))
    assert row.received
    assert row.received.year > 2020


def test_no_learner_dates_their_own_work_below_a_folder(tutor: Tutor) -> None:
    files: Files = {f"class/{name}/a/dropout.py": CODE for name in ("zbrug", "jnunez", "mlee")}
    files["class/zbrug/a/timestamp.txt"] = "2020-01-01 00:00:00 UTC"
    rows = tutor.intake.read_zip(zipped(files))
    assert len(whose(rows)) == 3
    assert all(row.received and row.received.year > 2020 for row in rows)


def test_an_exercise_in_between_is_no_learner(tutor: Tutor) -> None:
    files: Files = {"dropout/zbrug/answer.py": CODE, "mse/jnunez/mse.py": CODE}
    rows = tutor.intake.read_zip(zipped(files))
    assert whose(rows) == {"mse/jnunez/mse.py": "jnunez"}
    assert "No exercise is called 'answer'" in problems(rows)["dropout/zbrug/answer.py"]
    inside: Files = {"zbrug/dropout/answer.py": CODE, "jnunez/mse.py": CODE}
    assert {r.learner: r.exercise for r in tutor.intake.read_zip(zipped(inside))} == {
        "zbrug": "dropout",
        "jnunez": "mse",
    }


@pytest.mark.parametrize(
    "file",
    [
        *("dropout_final.py", "WMS dropout.ipynb", "Dropout.PY", "dropout.py.txt"),
        *("dropout_v2.py", "my-dropout (3).py", "dropout.ipynb.json"),
    ],
)
def test_names_that_say_more_than_the_exercise(tutor: Tutor, file: str) -> None:
    text = NOTEBOOK if "ipynb" in file else CODE
    (row,) = tutor.intake.read_zip(zipped({f"zbrug/{file}": text}))
    assert (row.exercise, row.problem) == ("dropout", "")


@pytest.mark.parametrize("file", ["hw1.py", "dropout_and_mse.py", "test_dropout.py"])
def test_what_names_no_exercise_or_two_is_asked_for(tutor: Tutor, file: str) -> None:
    (row,) = tutor.intake.read_zip(zipped({f"zbrug/{file}": CODE}))
    assert "No exercise is called" in row.problem
    (row,) = tutor.intake.read_zip(zipped({f"zbrug/{file}": CODE}), "dropout")
    assert (row.exercise, row.problem) == ("dropout", "")


def test_with_an_exercise_the_file_of_that_name_counts(tutor: Tutor) -> None:
    files: Files = {
        "zbrug/dropout.py": CODE,
        "zbrug/helpers.py": "a = 1",
        "jnunez/a.py": "a = 1",
        "jnunez/b.py": "a = 2",
        "alovelace/mse.py": CODE,
    }
    rows = tutor.intake.read_zip(zipped(files), "dropout")
    assert whose(rows) == {"zbrug/dropout.py": "zbrug", "alovelace/mse.py": "alovelace"}
    assert all("several files" in problem for problem in problems(rows).values())
    assert {row.learner: row.note for row in rows}["alovelace"] == "named after mse"


@pytest.mark.parametrize("wrapper", ["", "downloads/"])
def test_a_flat_folder(tutor: Tutor, wrapper: str, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    for name in ("zbrug.py", "Ada Lovelace.py", "dropout_jnunez.py", "ml@x.org.ipynb"):
        path = folder / wrapper / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(NOTEBOOK if name.endswith("ipynb") else CODE)
        os.utime(path, (1_770_000_000, 1_770_000_000))
    (folder / wrapper / "notes.txt").write_text("nobody's")
    rows = tutor.intake.read_places([folder / wrapper], "dropout")
    assert sorted(whose(rows).values()) == ["alovelace", "jnunez", "mlee", "zbrug"]
    assert {row.received for row in rows} == {datetime.fromtimestamp(1_770_000_000, UTC)}
    assert problems(rows) == {}


def test_a_flat_download_that_was_zipped_again(tutor: Tutor) -> None:
    files: Files = {
        "my downloads/lovelaceada_1_2_dropout.py": CODE,
        "my downloads/nunezjose_LATE_3_4_dropout.py": CODE,
    }
    rows = tutor.intake.read_zip(zipped(files))
    assert sorted(whose(rows).values()) == ["alovelace", "jnunez"]


def test_zips_folders_and_files_at_once(tutor: Tutor, tmp_path: Path) -> None:
    (tmp_path / "one.zip").write_bytes(zipped(moodle("Ada Lovelace")))
    (tmp_path / "two.zip").write_bytes(
        zipped({"Ada Lovelace_555_assignsubmission_file_/mse.py": CODE})
    )
    (tmp_path / "tree" / "zbrug").mkdir(parents=True)
    (tmp_path / "tree" / "zbrug" / "dropout.py").write_text(CODE)
    (tmp_path / "tree" / "zbrug" / "link.py").symlink_to("/etc/passwd")
    (tmp_path / "jnunez_dropout.py").write_text(CODE)
    places = [tmp_path / name for name in ("one.zip", "two.zip", "tree", "jnunez_dropout.py")]
    rows = tutor.intake.read_places(places)
    assert [row.learner for row in rows if row.is_wanted] == [
        *("alovelace", "alovelace", "jnunez", "zbrug")
    ]
    (link,) = problems(rows).values()
    assert "is a link" in link
    with pytest.raises(Refused, match="does not exist"):
        tutor.intake.read_places([tmp_path / "missing.zip"])


def test_files_in_folders_of_learners_by_a_pattern(
    tutor: Tutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [Path("work", name, "dropout.py") for name in ("zbrug", "jnunez")]
    monkeypatch.chdir(tmp_path)
    for path in paths:
        path.parent.mkdir(parents=True)
        path.write_text(CODE)
    assert sorted(whose(tutor.intake.read_places(paths)).values()) == ["jnunez", "zbrug"]
    assert list(whose(tutor.intake.read_places(paths[:1])).values()) == ["zbrug"]
    assert list(whose(tutor.intake.read_places([paths[1].parent])).values()) == ["jnunez"]


def test_names_in_a_zip_of_macos(tutor: Tutor) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        info = zipfile.ZipInfo("Jose\u0301 Nu\u0301n\u0303ez/dropout.py", (2026, 3, 1, 9, 0, 0))
        archive.writestr(info, CODE)
    raw = bytearray(data.getvalue())
    for signature, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        raw[raw.index(signature) + flags + 1] &= ~0x08  # UTF-8, but not said to be
    (row,) = tutor.intake.read_zip(bytes(raw))
    assert row.learner == "jnunez"


def test_a_helper_handed_in_later_is_no_newer_version(tutor: Tutor) -> None:
    files: Files = {
        "lovelaceada_73_902_dropout.py": CODE,
        "lovelaceada_73_909_helpers.py": "a = 1",
        "nunezjose_74_903_a.py": "a = 1",
        "nunezjose_74_904_b.py": "a = 2",
    }
    rows = tutor.intake.read_zip(zipped(files), "dropout")
    assert whose(rows) == {"lovelaceada_73_902_dropout.py": "alovelace"}
    assert len(problems(rows)) == 2
    kept = tutor.intake.assign(rows, {"nunezjose_74_903_a.py": "-"})
    assert whose(kept)["nunezjose_74_904_b.py"] == "jnunez"


def test_the_time_of_receipt_is_that_of_the_file_or_the_one_that_is_given(tutor: Tutor) -> None:
    info = zipfile.ZipInfo("zbrug/dropout.py", (2026, 3, 1, 18, 0, 0))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(info, "# 7")
        archive.writestr(zipfile.ZipInfo("jnunez/dropout.py"), "# 5")  # of 1980: no time at all
    rows = tutor.intake.read_zip(data.getvalue())
    (timeless,) = problems(rows).values()
    assert "--received" in timeless
    (number,) = tutor.intake.hand_in(rows)
    expected = datetime(2026, 3, 1, 18).astimezone(UTC)
    assert tutor.store.submission(number).received == expected
    given = datetime(2026, 2, 1, tzinfo=UTC)
    rows = tutor.intake.read_zip(data.getvalue(), received=given)
    assert {row.received for row in rows} == {given}
    with pytest.raises(Refused, match="future"):
        tutor.intake.read_zip(data.getvalue(), received=datetime.now(UTC) + timedelta(hours=1))


def test_the_clock_of_a_zip_is_that_of_the_course(tutor: Tutor, tmp_path: Path) -> None:
    tutor.grades.set_policy(GradePolicy(zone="Pacific/Auckland"))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo("zbrug/dropout.py", (2026, 7, 1, 23, 59, 0)), CODE)
    (tmp_path / "class.zip").write_bytes(data.getvalue())
    expected = datetime(2026, 7, 1, 11, 59, tzinfo=UTC)  # twelve hours behind
    for rows in (
        tutor.intake.read_zip(data.getvalue()),
        tutor.intake.read_places([tmp_path / "class.zip"]),
    ):
        assert [row.received for row in rows] == [expected]


def test_a_clock_that_is_ahead_makes_nobody_hand_in_tomorrow(tutor: Tutor) -> None:
    soon = datetime.now() + timedelta(hours=3)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        stamp = (soon.year, soon.month, soon.day, soon.hour, soon.minute, 0)
        archive.writestr(zipfile.ZipInfo("zbrug/dropout.py", stamp), CODE)
        archive.writestr(zipfile.ZipInfo("jnunez/dropout.py", (2090, 1, 1, 0, 0, 0)), CODE)
    rows = tutor.intake.read_zip(data.getvalue())
    (row,) = (row for row in rows if row.is_wanted)
    assert row.received
    assert row.received <= datetime.now(UTC)
    assert "--received" in next(iter(problems(rows).values()))


# Assigning


def test_what_is_assigned_is_remembered(tutor: Tutor) -> None:
    data = zipped(moodle("Ada K.", "John Smith", "Jun Lee"))
    rows = tutor.intake.read_zip(data)
    assert list(whose(rows).values()) == ["jlee"]
    by_name = {row.label: row.file for row in rows}
    choices = {by_name["Ada K."]: "alovelace", by_name["John Smith"]: "smith2"}
    rows = tutor.intake.assign(rows, choices)
    assert sorted(whose(rows).values()) == ["alovelace", "jlee", "smith2"]
    assert sorted(whose(tutor.intake.read_zip(data)).values()) == ["jlee"]  # nothing is stored yet
    tutor.intake.hand_in(rows)
    again = tutor.intake.read_zip(zipped(moodle("Ada K.", "John Smith", file="mse.py")))
    assert sorted(whose(again).values()) == ["alovelace", "smith2"]
    others: Files = {
        "Ada K._901_assignsubmission_file_/lstm.py": CODE,
        "John Smith_902_assignsubmission_file_/lstm.py": CODE,
    }
    rows = tutor.intake.read_zip(zipped(others))
    assert list(whose(rows).values()) == ["alovelace"]  # which John Smith it is, no name says


def test_assigning_two_to_one_is_a_problem_and_nobody_loses_a_file(tutor: Tutor) -> None:
    rows = tutor.intake.read_zip(zipped(moodle("X Y", "Ada Lovelace")))
    rows = tutor.intake.assign(rows, {next(iter(problems(rows))): "alovelace"})
    assert whose(rows) == {}
    assert all("several files" in problem for problem in problems(rows).values())
    left = {row.file: "-" for row in rows if row.label == "X Y"}
    assert list(whose(tutor.intake.assign(rows, left)).values()) == ["alovelace"]


def test_what_is_left_out_is_no_problem(tutor: Tutor) -> None:
    rows = tutor.intake.read_zip(zipped(moodle("X Y", "Y Z", "Ada Lovelace")))
    rows = tutor.intake.assign(rows, dict.fromkeys(problems(rows), "-"))
    assert problems(rows) == {}
    assert list(whose(rows).values()) == ["alovelace"]


def test_nobody_is_invented_by_assigning(tutor: Tutor) -> None:
    rows = tutor.intake.read_zip(zipped(moodle("X Y")))
    rows = tutor.intake.assign(rows, {rows[0].file: "alovelase"})
    assert "nobody called 'alovelase'" in rows[0].problem
    assert "alovelace" in rows[0].nearest


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_corrections_go_through_a_spreadsheet(tutor: Tutor, separator: str) -> None:
    files = moodle("Ada K.", "=cmd|x", "Nobody")
    rows = tutor.intake.read_zip(zipped(files))
    text = corrections_csv(rows)
    lines = text.splitlines()
    assert lines[0] == '"file","learner","called","nearest"'
    assert len(lines) == 4
    assert not any(line.startswith('"=') for line in lines)
    filled = []
    for line, learner in zip(lines, ["learner", "zbrug", "alovelace", "-"], strict=True):
        file = line.split('","')[0].strip('"')
        filled.append(f'"{file}"{separator}{learner}')
    rows = tutor.intake.assign(
        rows, read_corrections("\r\n".join(filled).encode("utf-8-sig"), rows)
    )
    assert sorted(whose(rows).values()) == ["alovelace", "zbrug"]
    assert problems(rows) == {}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "list of corrections is empty"),
        (b"a,b\n1,2\n", "no columns `file` and `learner`"),
        (b"file,learner\nelsewhere.py,ada\n", "Line 2 of the corrections names 'elsewhere.py'"),
    ],
)
def test_corrections_that_fit_nothing_are_refused(tutor: Tutor, data: bytes, words: str) -> None:
    rows = tutor.intake.read_zip(zipped(moodle("X Y")))
    with pytest.raises(Refused, match=words):
        read_corrections(data, rows)


# One learner's files never stop the others'


def _empty_files() -> Files:
    return {f"mallory/data/{n}.txt": "" for n in range(5_001)}


def _many_scripts() -> Files:
    return {f"mallory/{n}/x{n}.py": CODE for n in range(5_001)}


def _signatures() -> Files:
    return {"mallory/dropout.py": b"PK\x01\x02" * 200_000, "mallory/x.bin": b"PK\x05\x06" * 30_000}


def _much_else() -> Files:
    return {"mallory/weights.bin": os.urandom(30_000_000)}


@pytest.mark.parametrize("make", [_empty_files, _many_scripts, _signatures, _much_else])
def test_one_learner_stops_nobody_else(tutor: Tutor, make: Callable[[], Files]) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {"zbrug/dropout.py": CODE, **make(), "jlee/mse.py": CODE}.items():
            archive.writestr(f"class/{name}", content)
    rows = tutor.intake.read_zip(data.getvalue())
    assert sorted(whose(rows).values()) == ["jlee", "zbrug"]
    assert len(rows) <= 4


def test_too_much_of_one_learner_costs_that_learner(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.classroom.shares.MOST_BYTES", 1_000_000)
    files: Files = {f"jnunez/{n}.py": b"#" * 600_000 for n in range(5)} | {"zbrug/dropout.py": CODE}
    rows = tutor.intake.read_zip(zipped(files))
    assert whose(rows) == {"zbrug/dropout.py": "zbrug"}
    assert any("more than 1 MB" in problem for problem in problems(rows).values())
