"""Nothing that was handed in stays ungraded, nothing is graded twice, and learners take turns."""

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tutor import cli
from tutor.classroom.gradebook import Format
from tutor.classroom.progress import ClassStatus, ExerciseStatus
from tutor.cli.waiting import in_words
from tutor.course import Course, create_handout, load_course
from tutor.errors import Refused
from tutor.grading.graders import Graders
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.grading.source import Source
from tutor.grading.version import engine_version, suite_version
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.records.work_values import WorkState
from tutor.records.workers import has_died, worker_name
from tutor.service import Tutor

SLUG = "forward_linear"
RIGHT = "def forward_linear(X, W, b):\n    return X @ W + b\n"
MINUTE = timedelta(minutes=1)
TEACHER = Viewer("grace", Role.INSTRUCTOR)


def report(course: Course, outcome: Outcome = Outcome.PASSED, device: str = "cpu") -> Report:
    """A report of today's suite."""
    checks = (CheckResult("a", "A check", 1, 10.0, outcome),)
    versions = suite_version(course.exercise(SLUG)), engine_version()
    return Report(SLUG, checks, device, (), 1, *versions, 0.1, {})


class Marker(Graders):
    """Marks at once; what has `slow` in it runs out of time, and `odd` finds no grader."""

    def grade(self, exercise: str, source: Source, **_: Any) -> Future[Report]:
        graded: Future[Report] = Future()
        if "odd" in source.text:
            graded.set_exception(Refused("There is no such device."))
        else:
            slow = "slow" in source.text
            outcome = Outcome.TIMEOUT if slow else Outcome.PASSED
            graded.set_result(report(load_course(self.root), outcome))
        return graded


@pytest.fixture
def tutor(course: Course, store: Store) -> Iterator[Tutor]:
    with closing(Tutor(course, store, Marker(course.root), lambda: TEACHER)) as tutor:
        yield tutor


def add(store: Store, learner: str, times: int = 1) -> list[int]:
    return [
        store.add_submission(learner, SLUG, f"{SLUG}.py", f"# {learner} {n}\n", device="cpu")
        for n in range(times)
    ]


def in_order(store: Store) -> list[str]:
    """Whose work is done, one after another, until nothing waits."""
    learners = {number: a.learner for a in store.attempts() for number in [a.submission_id]}
    done = []
    while (work := store.work.claim("a", MINUTE)) is not None:
        done.append(learners[work.submission_id])
        store.work.finish(work, "a")
    return done


# Turns


def test_a_tenth_submission_waits_behind_everybodys_first(store: Store) -> None:
    add(store, "ada", 10)
    for learner in ("ben", "cleo"):
        add(store, learner)
    assert in_order(store) == ["ada", "ben", "cleo", *["ada"] * 9]


def test_whoever_comes_while_much_is_waiting_is_next(store: Store) -> None:
    add(store, "ada", 5)
    for _ in range(2):
        work = store.work.claim("a", MINUTE)
        assert work is not None
        store.work.finish(work, "a")
    add(store, "ben", 2)
    assert in_order(store) == ["ada", "ben", "ada", "ben", "ada"]


def test_whoever_has_submitted_often_is_not_behind_for_ever(store: Store) -> None:
    add(store, "ada", 5)
    in_order(store)
    add(store, "ben", 3)
    add(store, "ada", 1)
    assert in_order(store).index("ada") < 3


# Processes that are gone


def test_a_worker_that_lives_here_has_not_died_and_one_elsewhere_may_live() -> None:
    here = worker_name()
    place, pid, started, _ = here.split(":")
    assert not has_died(here)
    assert has_died(f"{place}:{pid}:{int(started or 0) + 1}:x") or sys.platform != "linux"
    assert not has_died(f"elsewhere:{pid}:1:x")
    assert not has_died("a host of old:77:abcdef12")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert has_died(f"{place}:{ended.pid}:{started}:x")


def test_what_a_process_that_is_gone_has_begun_waits_for_no_lease(tutor: Tutor) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    place = worker_name().split(":")[0]
    (number,) = add(tutor.store, "ada")
    for _ in range(3):
        assert tutor.store.work.claim(f"{place}:{ended.pid}:0:x", timedelta(hours=9))
        tutor.store.work.let_go_of_the_dead()
    assert tutor.submissions.resume() == [number]  # and begins to count anew
    assert [status.state for status in tutor.submissions.finished([number])] == [WorkState.DONE]


def test_a_regrade_that_was_killed_three_times_goes_on(tutor: Tutor) -> None:
    tutor.submissions.submit("ada", SLUG, Source("f.py", "x = 1\n"))
    (number,) = (attempt.submission_id for attempt in tutor.store.attempts())
    begun = tutor.store.regrades.begin(SLUG, "grace")
    tutor.store.work.add([number], "cpu", begun.id)
    for _ in range(3):
        tutor.store.work.claim("dead", timedelta(seconds=-1))
    assert tutor.regrades.begin(SLUG) == begun.id
    tutor.regrades.wait(begun.id)
    assert tutor.regrades.regrade(begun.id).problems == {}


def test_what_a_living_process_grades_is_not_begun_twice(tutor: Tutor) -> None:
    (number,) = add(tutor.store, "ada")
    work = tutor.store.work.claim(alive := worker_name(), MINUTE)
    assert work is not None
    tutor.submissions.resume()
    tutor.store.work.let_go_of_the_dead()
    assert tutor.store.work.statuses([number])[number].state is WorkState.RUNNING
    assert tutor.store.work.finish(work, alive, report(tutor.course).to_json())
    assert tutor.submissions.resume() == []


def test_several_who_take_up_at_once_queue_each_submission_once(store: Store) -> None:
    numbers = [store.add_submission("ada", SLUG, "f.py", f"# {n}\n") for n in range(5)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: store.work.take_up(numbers, "cpu"), range(8)))
    assert len(in_order(store)) == 5


# What is taken up


def test_what_was_given_up_is_tried_again_by_whoever_opens_the_records(tutor: Tutor) -> None:
    odd = tutor.submissions.hand_in("ada", SLUG, Source("f.py", "odd = 1\n"))
    assert [one.error for one in tutor.submissions.finished([odd])] == ["There is no such device."]
    assert tutor.progress.status().failed[0].error == "There is no such device."
    assert tutor.submissions.resume() == [odd]
    assert [one.error for one in tutor.submissions.finished([odd])] == ["There is no such device."]


def test_what_no_suite_here_can_grade_is_left_alone(
    course: Course, store: Store, tmp_path: Path
) -> None:
    create_handout(course, tmp_path / "handout")
    add(store, "ada")
    store.add_submission("ada", "of_another_course", "f.py", "x = 1\n", device="cpu")
    handout = load_course(tmp_path / "handout")
    with closing(Tutor(handout, store, Marker(handout.root), lambda: TEACHER)) as tutor:
        assert tutor.submissions.resume() == []
    with closing(Tutor(course, store, Marker(course.root), lambda: TEACHER)) as tutor:
        assert len(tutor.submissions.resume()) == 1


def test_a_learner_takes_up_what_is_their_own(course: Course, store: Store) -> None:
    (own,) = add(store, "ada")
    add(store, "ben")
    ada = Viewer("ada", Role.LEARNER)
    with closing(Tutor(course, store, Marker(course.root), lambda: ada)) as tutor:
        tutor.submissions.submit("ada", SLUG, Source("f.py", "x = 2\n"))
        assert tutor.submissions.attempt(own).report is not None
        with pytest.raises(Refused):
            tutor.submissions.resume(learner="ben")
    assert [one.learner for one in store.work.ungraded()] == ["ben"]


# Nothing new


def zipped(text: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(f"ada/{SLUG}.py", text)
    return data.getvalue()


def by_zip(tutor: Tutor, text: str) -> None:
    tutor.intake.hand_in(tutor.intake.read_zip(zipped(text)))


def by_hand(tutor: Tutor, text: str) -> None:
    tutor.submissions.submit("ada", SLUG, Source(f"{SLUG}.py", text))


@pytest.mark.parametrize("door", [by_zip, by_hand])
def test_to_go_back_to_an_earlier_version_is_a_new_attempt(
    tutor: Tutor, door: Callable[[Tutor, str], None]
) -> None:
    for text in ("x = 1\n", "x = 1\n", "x = 2\n", "x = 2\n", "x = 1\n"):
        door(tutor, text)
        list(tutor.submissions.finished([a.submission_id for a in tutor.store.attempts()]))
    sources = [tutor.submissions.submission(a.submission_id) for a in tutor.store.attempts()]
    assert [one.source for one in sources] == ["x = 1\n", "x = 2\n", "x = 1\n"]


def test_an_older_zip_is_compared_with_what_was_there_at_its_time(tutor: Tutor) -> None:
    monday, tuesday = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
    rows = tutor.intake.read_zip(zipped("x = 1\n"))
    assert len(tutor.intake.hand_in(rows, monday)) == 1
    newer = tutor.intake.read_zip(zipped("x = 2\n"))
    assert len(tutor.intake.hand_in(newer, tuesday)) == 1
    assert tutor.intake.hand_in(rows, monday) == []


def test_two_who_hand_in_the_same_zip_at_once_store_each_file_once(tutor: Tutor) -> None:
    rows = tutor.intake.read_zip(zipped("x = 1\n"))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: tutor.intake.hand_in(rows), range(4)))
    assert sorted(map(len, found)) == [0, 0, 0, 1]


def test_the_same_code_is_graded_again_where_that_may_tell_more(tutor: Tutor) -> None:
    slow = Source("f.py", "slow = 1\n")
    first = tutor.submissions.submit("ada", SLUG, slow)
    second = tutor.submissions.submit("ada", SLUG, slow)
    assert first.submission_id != second.submission_id
    old = Report(SLUG, (), "cpu", (), 1, "an older suite", engine_version(), 0.1, {})
    number = tutor.store.add_submission("ben", SLUG, "f.py", "x = 1\n")
    tutor.store.record(number, old.to_json())
    assert tutor.submissions.submit("ben", SLUG, Source("f.py", "x = 1\n")).is_new


def test_what_was_killed_is_finished_by_submitting_it_again(tutor: Tutor) -> None:
    number = tutor.store.add_submission("ada", SLUG, "f.py", "x = 1\n", device="auto")
    attempt = tutor.submissions.submit("ada", SLUG, Source("f.py", "x = 1\n"))
    assert attempt.submission_id == number
    assert attempt.report is not None


# What is said


def test_the_gradebook_says_what_waits_and_forgets_it_when_it_is_graded(tutor: Tutor) -> None:
    (number,) = add(tutor.store, "ada")
    book = tutor.grades.book()
    assert (book.waiting, book.rows[0].waiting) == (1, 1)
    assert tutor.grades.export(Format.LEARNERS).splitlines()[1].endswith(",1")
    list(tutor.submissions.finished(tutor.submissions.resume()))
    assert tutor.grades.book().waiting == 0
    assert tutor.store.attempt(number).report is not None


def test_a_learner_gets_no_status(tutor: Tutor) -> None:
    with pytest.raises(Refused):
        tutor.seen_by(lambda: Viewer("ada", Role.LEARNER)).progress.status()


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("TUTOR_DATABASE_URL", f"sqlite:///{tmp_path / 'records.sqlite'}")
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["tutor", "class", *arguments])
        with pytest.raises(SystemExit) as exited:
            cli.main()
        assert isinstance(exited.value.code, int)
        return (exited.value.code, *capsys.readouterr())

    return run


def test_one_submission_waits_and_two_wait() -> None:
    row = ExerciseStatus(SLUG, learners=3, submissions=3, waiting=1, running=2, failed=0)
    said = in_words(ClassStatus((row,), ()))
    assert "1 waits to be graded, 2 are being graded now." in said
    row = replace(row, waiting=2, running=1)
    assert "2 wait to be graded, 1 is being graded now." in in_words(ClassStatus((row,), ()))


def test_the_terminal_counts_what_waits_and_finishes_it(run: Run, tmp_path: Path) -> None:
    assert "Nothing is submitted yet" in run("status")[1]
    assert run("grade")[:2] == (0, "Nothing waits to be graded.\n")
    with closing(Store(os.environ["TUTOR_DATABASE_URL"])) as store:
        store.add_submission("ada", SLUG, f"{SLUG}.py", RIGHT, device="cpu")
        store.add_submission("ben", SLUG, f"{SLUG}.py", RIGHT, device="cpu")
        lost = store.add_submission("cleo", SLUG, f"{SLUG}.py", RIGHT)
    code, out, err = run("status")
    assert code == 0
    assert re.search(r"forward_linear +3 +3 +0 +2 +- +1\n", out)
    assert "Submissions without a mark: 2 wait to be graded, 1 failed." in out
    assert err == f"tutor: Submission {lost}, cleo, {SLUG}: It was never graded.\n"
    assert re.search(r"ada +-\?", run("gradebook")[1])
    said = run("gradebook", "--csv", str(tmp_path / "book.csv"))[2]
    assert said.startswith("tutor: Attempts without a mark, which these marks leave out: 3.")
    assert run("grade") == (0, "3 of 3 submissions are graded now.\n", "")
    assert "Every submission has its mark." in run("status")[1]
    assert "without a mark" not in run("gradebook")[1].partition("yet. ")[2]
