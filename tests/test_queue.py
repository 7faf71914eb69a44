"""Work that waits: every submission is graded once, whoever asks, whoever dies."""

import logging
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import tutor as package
from tutor.course import Course
from tutor.errors import GraderError, Refused
from tutor.grading.graders import Graders
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.grading.source import Source
from tutor.grading.version import engine_version, version_of
from tutor.queue import Queue
from tutor.records import Store
from tutor.records.work import MOST_ATTEMPTS, STOPPED
from tutor.records.work_values import Work, WorkState
from tutor.service import Tutor

ROOT = Path(__file__).parents[1]
SLUG = "forward_linear"
RIGHT = "def forward_linear(X, W, b):\n    return X @ W + b\n"
MINUTE, OVER = timedelta(minutes=1), timedelta(seconds=-1)


def report(score: float = 10.0) -> Report:
    check = CheckResult("a", "A check", 1, score, Outcome.PASSED)
    return Report(SLUG, (check,), "cpu", (), 1, "s", "e", 0.1, {})


def add(store: Store, number: int = 1) -> list[int]:
    return [
        store.add_submission("ada", SLUG, f"{SLUG}.py", f"# {n}\n{RIGHT}", device="cpu")
        for n in range(number)
    ]


def claimed(store: Store, worker: str, lease: timedelta = MINUTE) -> Work:
    work = store.work.claim(worker, lease)
    assert work is not None
    return work


# The records of work


def test_work_is_claimed_oldest_first_and_once(store: Store) -> None:
    first, second = add(store, 2)
    assert [claimed(store, "a").submission_id, claimed(store, "b").submission_id] == [first, second]
    assert store.work.claim("c", MINUTE) is None


def test_work_of_a_worker_that_died_is_taken_over_when_its_lease_is_over(store: Store) -> None:
    add(store)
    dead = claimed(store, "dead", OVER)
    taken = claimed(store, "alive")
    assert (taken.id, taken.attempts) == (dead.id, 2)
    assert not store.work.finish(dead, "dead", report().to_json())
    assert store.attempts()[0].report is None
    assert store.work.finish(taken, "alive", report().to_json())
    assert store.attempts()[0].report is not None


def test_whoever_lives_keeps_the_lease(store: Store) -> None:
    first, second = add(store, 2)
    for _ in range(2):
        claimed(store, "alive")
    store.work.extend("alive", OVER, [first, second])
    store.work.extend("alive", MINUTE, [first])
    assert claimed(store, "other").submission_id == second
    assert store.work.claim("other", MINUTE) is None


def test_what_stops_every_grader_is_given_up(store: Store) -> None:
    (number,) = add(store)
    for _ in range(MOST_ATTEMPTS):
        claimed(store, "dead", OVER)
    assert store.work.claim("next", MINUTE) is None
    status = store.work.statuses([number])[number]
    assert (status.state, status.error) == (WorkState.FAILED, STOPPED)
    assert store.work.unmarked() == [number]


def test_what_is_given_back_was_never_begun(store: Store) -> None:
    add(store)
    for _ in range(2 * MOST_ATTEMPTS):
        claimed(store, "closing")
        store.work.release("closing")
    assert claimed(store, "next").attempts == 1


def test_a_submission_is_queued_once(store: Store) -> None:
    numbers = add(store, 2)
    assert store.work.add(numbers, "cpu") == 0
    claimed(store, "a")
    assert store.work.add(numbers, "cpu") == 0
    assert store.work.unmarked() == []


# The queue


class Hand(Graders):
    """Grades when the test says so; fails with the sentence that stands in the source."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.asked = 0
        self.may_go_on = threading.Event()

    def grade(self, exercise: str, source: Source, **_: Any) -> Future[Report]:
        self.asked += 1
        self.may_go_on.wait(60)
        graded: Future[Report] = Future()
        if "refuse" in source.text:
            graded.set_exception(Refused("There is no such device."))
        elif "fail" in source.text:
            graded.set_exception(GraderError("The graphics card is on fire."))
        else:
            graded.set_result(report())
        return graded

    def close(self) -> None:
        self.may_go_on.set()
        super().close()


@pytest.fixture
def hand(course: Course, store: Store) -> Iterator[Tutor]:
    with closing(Tutor(course, store, Hand(course.root))) as tutor:
        yield tutor


def graders_of(tutor: Tutor) -> Hand:
    assert isinstance(tutor.graders, Hand)
    return tutor.graders


def test_why_the_grader_failed_is_kept_in_words(hand: Tutor) -> None:
    graders_of(hand).may_go_on.set()
    number = hand.submissions.hand_in("ada", SLUG, Source("f.py", "# fail"))
    with pytest.raises(GraderError, match=r"on fire.*saved as number"):
        hand.submissions.wait(number)
    assert graders_of(hand).asked == MOST_ATTEMPTS
    assert hand.submissions.failure(number) == "The graphics card is on fire."
    assert hand.submissions.checks_done(number) is None


def test_a_fault_of_ours_is_told_and_stops_nobody_else(
    hand: Tutor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The thread that grades lives on, and the log has the trace."""
    monkeypatch.setattr(logging.getLogger("tutor"), "propagate", True)
    graders_of(hand).may_go_on.set()
    monkeypatch.setattr(Report, "to_json", lambda _: dict[str, str]()["fault"])
    broken = hand.submissions.hand_in("ada", SLUG, Source("f.py", "x = 1\n"))
    with pytest.raises(GraderError, match=r"The grader failed \(KeyError\)"):
        hand.submissions.wait(broken)
    assert "Traceback" in caplog.text
    monkeypatch.undo()
    assert hand.submissions.submit("bob", SLUG, Source("f.py", "x = 1\n")).report is not None


def test_what_is_refused_is_not_tried_again(hand: Tutor) -> None:
    graders_of(hand).may_go_on.set()
    number = hand.submissions.hand_in("ada", SLUG, Source("f.py", "# refuse"))
    with pytest.raises(GraderError, match="no such device"):
        hand.submissions.wait(number)
    assert graders_of(hand).asked == 1


def test_a_queue_takes_what_was_asked_for_here_and_with_serve_the_rest(hand: Tutor) -> None:
    graders_of(hand).may_go_on.set()
    (elsewhere,) = add(hand.store)
    hand.submissions.submit("bob", SLUG, Source("f.py", "x = 1\n"))
    assert hand.submissions.count_open([elsewhere]) == 1
    hand.queue.serve()
    hand.submissions.wait(elsewhere)
    assert hand.submissions.attempt(elsewhere).report is not None


def test_a_regrade_shows_the_learner_nothing_before_it_is_published(hand: Tutor) -> None:
    (number,) = add(hand.store)
    hand.store.work.finish(claimed(hand.store, "a"), "a", report().to_json())
    regrade = hand.regrades.begin(SLUG)
    while not graders_of(hand).asked:
        hand.queue.wait_for_change()
    assert hand.submissions.checks_done(number) is None
    graders_of(hand).may_go_on.set()
    hand.regrades.wait(regrade)
    assert hand.regrades.regrade(regrade).is_done


def test_a_closed_queue_gives_back_what_it_has(hand: Tutor) -> None:
    number = hand.submissions.hand_in("ada", SLUG, Source("f.py", "x = 1\n"))
    while hand.submissions.checks_done(number) is None or not graders_of(hand).asked:
        hand.queue.wait_for_change()
    hand.queue.close()
    status = hand.store.work.statuses([number])[number]
    assert status.state in (WorkState.WAITING, WorkState.DONE)
    with pytest.raises(GraderError, match="shutting down"):
        hand.submissions.hand_in("ada", SLUG, Source("f.py", "x = 2\n"))
    assert len(hand.store.attempts()) == 2


# Several processes


def program(text: str, store: Store, *arguments: str) -> subprocess.Popen[str]:
    url = store._engine.url.render_as_string(hide_password=False)
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(text), *arguments],
        env=os.environ | {"TUTOR_DATABASE_URL": url, "TUTOR_COURSE": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


SERVE = """
    import sys
    from contextlib import closing
    from tutor.service import open_tutor

    with closing(open_tutor(workers=1)) as tutor:
        tutor.queue.serve()
        for status in tutor.submissions.finished(map(int, sys.argv[1:])):
            assert status.error is None, status.error
"""


def test_two_processes_grade_every_submission_once(store: Store) -> None:
    numbers = [str(number) for number in add(store, 8)]
    both = [program(SERVE, store, *numbers) for _ in range(2)]
    assert [process.wait(300) for process in both] == [0, 0]
    assert [attempt.report is not None for attempt in store.attempts()] == [True] * 8
    with store._engine.connect() as connection:
        gradings = connection.exec_driver_sql("SELECT count(*) FROM grading").scalar()
        attempts = connection.exec_driver_sql("SELECT max(attempts) FROM work").scalar()
    assert (gradings, attempts) == (8, 1)
    for process in both:
        assert process.stdout is not None
        process.stdout.close()


HANG = """
    import threading
    from datetime import timedelta
    from tutor.course import load_course
    from tutor.grading.graders import Graders
    from tutor.queue import Queue
    from tutor.records import Store

    class Hanging(Graders):
        def grade(self, *_, **__):
            print("grading", flush=True)
            threading.Event().wait()

    Queue(Store(), Hanging(load_course().root), timedelta(seconds=2)).serve()
    threading.Event().wait()
"""


def test_after_kill_9_another_process_takes_over(course: Course, store: Store) -> None:
    (number,) = add(store)
    victim = program(HANG, store)
    assert victim.stdout is not None
    assert victim.stdout.readline() == "grading\n"
    with closing(Queue(store, Hand(course.root), timedelta(seconds=2))) as queue:
        assert isinstance(queue.graders, Hand)
        queue.graders.may_go_on.set()
        queue.serve()
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        (status,) = queue.finished([number])
    victim.stdout.close()
    assert status.state is WorkState.DONE
    assert store.attempts()[0].report is not None


@contextmanager
def writer(file: Path) -> Iterator[None]:
    """Somebody who writes to the records all the while."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@pytest.mark.parametrize("command", [["list"], ["progress"], ["show", SLUG]])
def test_a_command_that_reads_waits_for_no_writer(tmp_path: Path, command: list[str]) -> None:
    file = tmp_path / "records.sqlite"
    with closing(Store(f"sqlite:///{file}")) as store:
        store.upgrade()
    with writer(file):
        finished = subprocess.run(
            [sys.executable, "-c", "from tutor.cli import main; main()", *command],
            env=os.environ | {"TUTOR_DATABASE_URL": f"sqlite:///{file}"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (finished.returncode, finished.stderr) == (0, "")


# The version of the engine


def test_the_engine_has_another_version_when_its_code_changes(tmp_path: Path) -> None:
    root = Path(package.__file__).parent
    assert re.fullmatch("[0-9a-f]{12}", engine_version())
    for room in ("grading", "sandbox"):
        shutil.copytree(root / room, tmp_path / room)
    assert version_of(tmp_path) == engine_version()
    with (tmp_path / "grading" / "compare.py").open("a") as file:
        file.write("# a fix\n")
    assert version_of(tmp_path) != engine_version()
