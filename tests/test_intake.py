"""A class comes in as a zip that anybody may have made, and is graded again before marks change."""

import contextlib
import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tutor.classroom import zips
from tutor.classroom.hand_ins import common_root, named, slug_of, submitters
from tutor.classroom.policy import Counts, GradePolicy
from tutor.course import Course
from tutor.errors import GraderError, Refused
from tutor.grading.graders import Graders
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.grading.source import MAX_BYTES, Source
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.records.people import Person
from tutor.service import Tutor

TEACHER = Viewer("grace", Role.INSTRUCTOR)
ADA = Viewer("ada", Role.LEARNER)
CODE = "def forward_linear(X, W, b):\n    return X @ W + b\n"


TRIED = "tried to trace or read another process"


class Marker(Graders):
    """Gives each source the points that its last line names, or fails where it names none."""

    suite = "1"
    bonus = 0.0

    def grade(self, exercise: str, source: Source, **_: Any) -> Future[Report]:
        graded: Future[Report] = Future()
        word = source.text.split()[-1]
        try:
            points = min(10.0, float(word) + self.bonus)
        except ValueError:
            graded.set_exception(GraderError("The grading process ended twice."))
            return graded
        checks = (
            CheckResult("a", "What is right", 1, points, Outcome.PASSED),
            CheckResult("b", "Half of it", 1, 10 - points, Outcome.WRONG),
        )
        tried = (TRIED,) if "ptrace" in source.text else ()
        report = Report(exercise, checks, "cpu", (), 1, self.suite, "e", 0.1, {}, tried=tried)
        graded.set_result(report)
        return graded


@pytest.fixture
def tutor(course: Course, tmp_path: Path) -> Iterator[Tutor]:
    store = Store(f"sqlite:///{tmp_path / 'records.db'}")
    store.upgrade()
    with closing(Tutor(course, store, Marker(course.root), lambda: TEACHER)) as tutor:
        yield tutor


def zipped(files: dict[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def read(tutor: Tutor, files: dict[str, bytes | str]) -> dict[str, tuple[str, str, str]]:
    rows = tutor.intake.read_zip(zipped(files))
    return {row.file: (row.learner, row.exercise, row.problem) for row in rows}


# Names


@pytest.mark.parametrize(
    ("path", "learner"),
    [
        ("Ada Lovelace_12345_assignsubmission_file_/forward_linear.py", "Ada Lovelace"),
        ("Ada Lovelace_12345_assignsubmission_file/sub/forward_linear.py", "Ada Lovelace"),
        ("Ada Lovelace_12345_assignsubmission_file_forward_linear.py", "Ada Lovelace"),
        ("lovelaceada_123_456_forward_linear.py", "lovelaceada"),
        ("lovelaceada_LATE_123_456_forward_linear-1.py", "lovelaceada"),
        ("ada/forward_linear.py", "ada"),
        ("ada/01_begin/Forward-Linear (2).ipynb", "ada"),
        ("submission_77/forward_linear.py", "submission_77"),
        ("ada\\forward_linear.py", "ada"),
    ],
)
def test_the_names_that_an_lms_makes_are_understood(tutor: Tutor, path: str, learner: str) -> None:
    notebook = '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = 1"}]}'
    found = read(tutor, {path: notebook if path.endswith("ipynb") else CODE})
    assert found == {path.replace("\\", "/"): (learner, "forward_linear", "")}


def test_folders_that_all_share_are_no_learners() -> None:
    paths = ["submitted/class 1/ada/a.py", "submitted/class 1/bob/01/b.py"]
    root = common_root(paths)
    assert [named(path, root).learner for path in paths] == ["ada", "bob"]


def test_the_roster_knows_who_is_meant(tutor: Tutor) -> None:
    tutor.store.people.keep(
        [
            Person("al1", "learner", "Ada King Lovelace"),
            Person("bb2", "learner", "Bob Bee"),
            Person("bb3", "learner", "Bob Bee"),
        ]
    )
    found = read(
        tutor,
        {
            "ada king  LOVELACE_1_assignsubmission_file_/dropout.py": CODE,
            "lovelaceadaking_1_2_forward_linear.py": CODE,
            "Bob Bee_3_assignsubmission_file_/dropout.py": CODE,
        },
    )
    assert {row[0] for row in found.values() if not row[2]} == {"al1"}
    assert [row[2] for row in found.values() if row[0] == "bb2"] == [
        "This may belong to any of: bb2, bb3. Name the folder after one of them."
    ]


def test_gradescope_says_who_is_behind_a_folder(tutor: Tutor) -> None:
    metadata = "submission_7:\n  :submitters:\n  - :name: Ada L\n    :sid: '9'\n  - :name: Bob\n"
    assert submitters(metadata) == {"submission_7": "Ada L"}
    found = read(
        tutor,
        {
            "assignment_1_export/submission_metadata.yml": metadata,
            "assignment_1_export/submission_7/dropout.py": CODE,
        },
    )
    assert [row[0] for row in found.values()] == ["Ada L"]


@given(some.text(max_size=60))
def test_any_name_is_read_without_a_fault(name: str) -> None:
    named(name)
    slug_of(name, ["dropout"])
    submitters(name)


def test_the_outputs_of_a_notebook_do_not_count_for_its_size(tutor: Tutor) -> None:
    outputs = [{"output_type": "stream", "name": "stdout", "text": "x" * 3 * MAX_BYTES}]
    cell = {"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": outputs}
    notebook = json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]})
    found = read(tutor, {"ada/dropout.ipynb": notebook})
    assert found == {"ada/dropout.ipynb": ("ada", "dropout", "")}


# What is wrong with a file


@pytest.mark.parametrize(
    ("path", "content", "words"),
    [
        ("ada/nothing.py", CODE, "No exercise is called 'nothing'"),
        ("ada/dropout.py", b"\xff\xfe", "UTF-16"),
        ("ada/dropout.py", "  ", "is empty"),
        ("ada/dropout.ipynb", "{", "is not a notebook"),
        ("ada/dropout.py", b"#" * (MAX_BYTES + 1), "more than 1 MB"),
        ("ada/dropout.pdf", b"%PDF", "neither a .py file"),
        ("ada/work.zip", b"PK", "zip inside the zip"),
        ("dropout.py", CODE, "No learner is named"),
        ("a" * 101 + "/dropout.py", CODE, "at most 100"),
        ("../dropout.py", CODE, "outside the zip"),
        ("ada/../../dropout.py", CODE, "outside the zip"),
        ("/etc/dropout.py", CODE, "outside the zip"),
        ("C:\\ada\\dropout.py", CODE, "outside the zip"),
    ],
)
def test_a_bad_file_says_what_is_wrong_and_keeps_no_other_out(
    tutor: Tutor, path: str, content: bytes | str, words: str
) -> None:
    found = read(tutor, {path: content, "bob/forward_linear.py": CODE})
    assert found.pop("bob/forward_linear.py")[2] == ""
    ((_, _, problem),) = found.values()
    assert words in problem


def test_two_files_for_one_exercise_are_both_kept_out(tutor: Tutor) -> None:
    found = read(tutor, {"ada/dropout.py": CODE, "ada/old/dropout.py": CODE + "#"})
    assert all("several files" in problem for _, _, problem in found.values())


def test_hidden_files_are_passed_over(tutor: Tutor) -> None:
    files: dict[str, bytes | str] = {
        "__MACOSX/ada/._dropout.py": b"x",
        "ada/.ipynb_checkpoints/dropout.ipynb": b"x",
        "ada/dropout.py": CODE,
    }
    assert list(read(tutor, files)) == ["ada/dropout.py"]


# Hostile zips


def with_entry(change: Callable[[zipfile.ZipInfo], None]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        info = zipfile.ZipInfo("ada/dropout.py")
        change(info)
        archive.writestr(info, CODE)
        archive.writestr("bob/dropout.py", CODE)
    return data.getvalue()


def _link(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFLNK | 0o777) << 16


def _pipe(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFIFO | 0o777) << 16


def _lzma(info: zipfile.ZipInfo) -> None:
    info.compress_type = zipfile.ZIP_LZMA


@pytest.mark.parametrize(
    ("change", "words"), [(_link, "a link"), (_pipe, "a link"), (_lzma, "unknown way")]
)
def test_what_is_no_ordinary_file_is_not_opened(
    tutor: Tutor, change: Callable[[zipfile.ZipInfo], None], words: str
) -> None:
    ada, bob = tutor.intake.read_zip(with_entry(change))
    assert words in ada.problem
    assert not bob.problem


def test_an_encrypted_file_is_said_to_be(tutor: Tutor) -> None:
    data = bytearray(zipped({"ada/dropout.py": CODE}))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    (row,) = tutor.intake.read_zip(bytes(data))
    assert "is encrypted" in row.problem


def test_a_file_that_lies_about_its_size_is_counted_while_it_is_read(tutor: Tutor) -> None:
    data = bytearray(zipped({"ada/dropout.py": b"\n" * 50_000_000}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(signature) + offset
        data[at : at + 4] = struct.pack("<I", 10)
    (row,) = tutor.intake.read_zip(bytes(data))
    assert row.problem


def test_a_zip_of_many_bombs_is_refused(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_TOTAL", 5_000_000)
    bombs: dict[str, bytes | str] = {f"l{n}/dropout.py": b"#" * 2_000_000 for n in range(8)}
    with pytest.raises(Refused, match="several parts"):
        tutor.intake.read_zip(zipped(bombs))


@pytest.mark.parametrize("times", [5_001, 20_001])
def test_a_zip_of_too_many_files_is_refused(tutor: Tutor, times: int) -> None:
    many: dict[str, bytes | str] = {f"l{n}/dropout.py": b"" for n in range(times)}
    with pytest.raises(Refused, match="5,000"):
        tutor.intake.read_zip(zipped(many))


def test_a_zip_that_is_too_large_is_refused(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_ZIP", 100)
    with pytest.raises(Refused, match="Split it"):
        tutor.intake.read_zip(zipped({"ada/dropout.py": CODE}))


def test_a_file_without_a_name_costs_the_others_nothing() -> None:
    nameless = zipfile.ZipInfo("x")
    nameless.filename = ""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(nameless, CODE)
        archive.writestr("ada/dropout.py", CODE)
    broken, good = zips.files_of(file.getvalue(), lambda _: True)
    assert broken.problem == "has no name"
    assert (good.path, good.problem) == ("ada/dropout.py", "")


GOOD = zipped({"ada/dropout.py": CODE, "bob/dropout.py": CODE})


@settings(max_examples=300, deadline=None)
@given(some.data())
def test_whatever_is_broken_in_a_zip_ends_in_a_sentence(data: some.DataObject) -> None:
    broken = bytearray(GOOD)
    for _ in range(data.draw(some.integers(1, 4))):
        broken[data.draw(some.integers(0, len(broken) - 1))] = data.draw(some.integers(0, 255))
    cut = data.draw(some.integers(0, 30))
    with contextlib.suppress(Refused):
        list(zips.files_of(bytes(broken[: len(broken) - cut]), lambda _: True))


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, GOOD[:-30], b"x" * 99])
def test_what_is_no_zip_is_refused(tutor: Tutor, data: bytes) -> None:
    with pytest.raises(Refused):
        tutor.intake.read_zip(data)


def test_nothing_is_written_and_nothing_is_handed_in_by_looking(
    tutor: Tutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    read(tutor, {"ada/dropout.py": CODE, "../x.py": CODE})
    assert sorted(tmp_path.rglob("*")) == before
    assert tutor.store.attempts() == []


# Handing in


def test_a_class_is_handed_in_once(tutor: Tutor) -> None:
    data = zipped({"ada/dropout.py": "# 7", "bob/dropout.py": "# 5", "bob/odd.py": "# 5"})
    rows = tutor.intake.read_zip(data)
    received = datetime(2026, 3, 1, tzinfo=UTC)
    submissions = tutor.intake.hand_in(rows, received)
    assert [a.received for a in tutor.store.attempts()] == [received] * 2
    assert {status.error for status in tutor.submissions.finished(submissions)} == {None}
    batch = tutor.intake.batch()
    assert batch is not None
    assert batch.is_done
    outcomes = tutor.intake.outcomes(submissions)
    assert [(one.learner, one.score) for one in outcomes] == [("ada", 7), ("bob", 5)]
    again = tutor.intake.read_zip(data)
    assert [row.known for row in again if not row.problem] == [True, True]
    assert tutor.intake.hand_in(rows) == []
    assert len(tutor.store.attempts()) == 2


def test_an_instructor_reads_what_was_tried_in_vain(tutor: Tutor) -> None:
    rows = tutor.intake.read_zip(zipped({"ada/dropout.py": "# ptrace 7", "bob/dropout.py": "# 5"}))
    submissions = tutor.intake.hand_in(rows)
    assert {status.error for status in tutor.submissions.finished(submissions)} == {None}
    (ada,) = (one for one in tutor.intake.outcomes(submissions) if one.learner == "ada")
    assert tutor.intake.tried(submissions) == {ada.submission_id: [TRIED]}
    assert ada.score == 7


def test_work_from_the_future_is_refused(tutor: Tutor) -> None:
    rows = tutor.intake.read_zip(zipped({"ada/dropout.py": "# 7"}))
    with pytest.raises(Refused, match="future"):
        tutor.intake.hand_in(rows, datetime.now(UTC) + timedelta(days=1))


# Grading again


def submit(tutor: Tutor, learner: str, *points: float) -> list[int]:
    return [
        tutor.submissions.submit(
            learner, "dropout", Source("dropout.py", f"# {n}\n# {p}")
        ).submission_id
        for n, p in enumerate(points)
    ]


def with_suite(tutor: Tutor, bonus: float) -> None:
    assert isinstance(tutor.graders, Marker)
    tutor.graders.suite, tutor.graders.bonus = "2", bonus


def test_a_regrade_counts_when_it_is_published(tutor: Tutor) -> None:
    submit(tutor, "ada", 4)
    submit(tutor, "bob", 10)
    with_suite(tutor, 1)
    number = tutor.regrades.begin("dropout")
    tutor.regrades.wait(number)
    found = tutor.regrades.regrade(number)
    (change,) = found.changes
    assert (change.learner, change.old, change.new) == ("ada", 4, 5)
    assert found.is_done
    assert tutor.grades.marks("ada").points == 4
    assert tutor.regrades.publish(number) == 2
    assert tutor.grades.marks("ada").points == 5
    assert tutor.regrades.unpublished() == []
    with pytest.raises(Refused):
        tutor.regrades.publish(number)
    with pytest.raises(Refused):
        tutor.regrades.discard(number)


@pytest.mark.parametrize(("counts", "graded"), [(Counts.BEST, 4), (Counts.LATEST, 1)])
def test_no_old_attempt_wins_because_it_was_not_graded_again(
    tutor: Tutor, counts: Counts, graded: int
) -> None:
    tutor.grades.set_policy(GradePolicy(counts))
    submit(tutor, "ada", 6, 7, 8, 5)
    with_suite(tutor, -3)
    number = tutor.regrades.begin("dropout")
    tutor.regrades.wait(number)
    assert tutor.regrades.publish(number) == graded
    assert tutor.grades.marks("ada").points == (5 if counts is Counts.BEST else 2)


def test_a_regrade_that_is_forgotten_leaves_nothing(tutor: Tutor) -> None:
    submit(tutor, "ada", 4)
    with_suite(tutor, 1)
    number = tutor.regrades.begin("dropout")
    assert tutor.regrades.begin("dropout") == number
    tutor.regrades.wait(number)
    tutor.regrades.discard(number)
    assert tutor.store.regrades.regraded(number) == {}
    assert tutor.store.work.statuses_of_regrade(number) == []
    with pytest.raises(Refused, match="no such regrade"):
        tutor.regrades.regrade(number)


def test_a_regrade_that_stopped_is_not_published_and_goes_on(tutor: Tutor) -> None:
    submit(tutor, "ada", 4)
    regrade = tutor.store.regrades.begin("dropout", "grace")
    with pytest.raises(Refused, match="1 of 1 learners are not regraded"):
        tutor.regrades.publish(regrade.id)
    assert tutor.regrades.begin("dropout") == regrade.id
    tutor.regrades.wait(regrade.id)
    assert tutor.regrades.regrade(regrade.id).is_done


def test_a_failure_of_the_grader_costs_no_mark(tutor: Tutor) -> None:
    submit(tutor, "ada", 4)
    tutor.store.add_submission("bob", "dropout", "dropout.py", "# broken")
    number = tutor.regrades.begin("dropout")
    tutor.regrades.wait(number)
    found = tutor.regrades.regrade(number)
    assert dict(found.problems) == {"bob": "The grading process ended twice."}
    assert tutor.regrades.publish(number) == 1


def test_an_exercise_without_work_is_not_graded_again(tutor: Tutor) -> None:
    with pytest.raises(Refused, match="Nobody"):
        tutor.regrades.begin("dropout")
    assert tutor.regrades.unpublished() == []


# Who may


def test_a_learner_may_do_nothing_here(tutor: Tutor) -> None:
    submit(tutor, "ada", 4)
    number = tutor.regrades.begin("dropout")
    rows = tutor.intake.read_zip(zipped({"bob/dropout.py": "# 7"}))
    ada = tutor.seen_by(lambda: ADA)
    intake, regrades = ada.intake, ada.regrades
    asked: list[Callable[[], object]] = [
        lambda: intake.read_zip(GOOD),
        lambda: intake.hand_in(rows),
        lambda: intake.batch(),
        lambda: intake.outcomes([1]),
        lambda: intake.tried([1]),
        lambda: intake.dismiss(),
        lambda: regrades.begin("dropout"),
        lambda: regrades.exercises(),
        lambda: regrades.unpublished(),
        lambda: regrades.regrade(number),
        lambda: regrades.publish(number),
        lambda: regrades.discard(number),
    ]
    for ask in asked:
        with pytest.raises(Refused, match="instructors"):
            ask()
    assert [one.learner for one in tutor.store.attempts()] == ["ada"]
    assert len(tutor.regrades.unpublished()) == 1


@pytest.mark.parametrize(
    "claim",
    [
        "ada_1_2_forward_linear.py",
        "Ada Lovelace_1_assignsubmission_file_/forward_linear.py",
        "submission_1/forward_linear.py",
    ],
)
def test_a_file_in_a_learners_folder_is_that_learners(tutor: Tutor, claim: str) -> None:
    whose = read(tutor, {"ada/dropout.py": "x = 1\n", f"bob/{claim}": "x = 2\n"})
    assert whose[f"bob/{claim}"][0] == "bob"


def test_a_learners_own_metadata_changes_nothing(tutor: Tutor) -> None:
    forged = "submission_1:\n  - :name: bob\nsubmission_2:\n  - :name: ada\n"
    real = forged.replace("bob", "cyd").replace("ada", "bob").replace("cyd", "ada")
    whose = read(
        tutor,
        {
            "export/submission_1/forward_linear.py": "x = 1\n",
            "export/submission_2/forward_linear.py": "x = 2\n",
            "export/submission_2/submission_metadata.yml": forged,
            "export/submission_metadata.yml": real,
        },
    )
    assert whose["export/submission_1/forward_linear.py"][0] == "ada"
    assert whose["export/submission_2/forward_linear.py"][0] == "bob"


def test_a_program_nested_deeply_is_no_starter(tutor: Tutor) -> None:
    deep = Source("dropout.py", "x = a" + ".b" * 2500 + "\n")
    tutor.submissions.require_own_work("dropout", deep)
