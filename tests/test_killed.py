"""kill -9 while a class is run from the command line: nothing is lost, nothing is graded twice."""

import os
import random
import signal
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tutor.records import Store
from tutor.records.work_values import WorkState

TUTOR = Path(sys.executable).with_name("tutor")
SLUG = "forward_linear"
RIGHT = "def forward_linear(X, W, b):\n    return X @ W + b\n"
NO_BIAS = RIGHT.replace(" + b", "")
Counts = tuple[int, int, int]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(f"sqlite:///{tmp_path / 'records.sqlite'}")) as store:
        store.upgrade()
        yield store


def begin(store: Store, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [TUTOR, "class", *arguments],
        env=os.environ | {"TUTOR_DATABASE_URL": store.url, "TUTOR_WORKERS": "1"},
        stdout=subprocess.DEVNULL,
    )


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def zipped(file: Path, texts: dict[str, str]) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for learner, text in texts.items():
            archive.writestr(f"{learner}/{SLUG}.py", f"# {learner}\n{text}")
    return file


def counts(store: Store) -> Counts:
    """How many submissions are stored, being graded, and graded."""
    attempts = store.attempts()
    running = [one for one in store.work.ungraded() if one.state == WorkState.RUNNING]
    graded = sum(attempt.report is not None for attempt in attempts)
    return len(attempts), len(running), graded


def gradings(store: Store) -> list[int]:
    """How often each submission was graded."""
    with store._engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT submission_id, count(*) FROM grading GROUP BY 1")
        return [times for _, times in rows]


POINTS: list[Callable[[Counts], bool]] = [
    lambda found: found[0] >= 1,  # the first file is stored
    lambda found: found[1] >= 1,  # grading has begun
    lambda found: found[2] >= 1,  # the first mark is there
]


def test_a_class_that_is_killed_on_the_way_is_finished_by_the_same_command(
    store: Store, tmp_path: Path
) -> None:
    file = zipped(tmp_path / "class.zip", dict.fromkeys(("ada", "ben", "cleo"), RIGHT))
    for reached in POINTS:
        process = begin(store, "hand-in", file)
        while process.poll() is None and not reached(counts(store)):
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.02)
        kill(process)
    assert begin(store, "hand-in", file).wait() == 0
    assert counts(store) == (3, 0, 3)
    assert [standing.best_score for standing in store.standings()] == [10, 10, 10]
    assert gradings(store) == [1, 1, 1]


@pytest.mark.slow
def test_a_class_that_is_killed_fifty_times_has_every_mark_once(
    store: Store, tmp_path: Path
) -> None:
    """At random points of a roster, two zips, the second with a way back, and a regrade."""
    chance = random.Random(16)
    learners = [f"learner{n}" for n in range(8)]
    roster = tmp_path / "roster.csv"
    roster.write_text("name\n" + "\n".join(learners) + "\n")
    weak, right = dict.fromkeys(learners, NO_BIAS), dict.fromkeys(learners[::2], RIGHT)
    first = zipped(tmp_path / "first.zip", weak)
    second = zipped(tmp_path / "second.zip", right)
    third = zipped(tmp_path / "third.zip", dict.fromkeys(learners[:2], NO_BIAS))
    steps: list[tuple[int, tuple[str | Path, ...]]] = [
        (5, ("roster", roster)),
        (15, ("hand-in", first)),
        (15, ("hand-in", second)),
        (5, ("hand-in", third)),
        (5, ("gradebook", "--csv", tmp_path / "marks.csv")),
        (5, ("regrade", SLUG, "--publish")),
    ]
    for kills, step in steps:
        for _ in range(kills):
            process = begin(store, *step)
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0.2, 12))
            kill(process)
            assert set(gradings(store)) <= ({1, 2} if step[0] == "regrade" else {1})
        assert begin(store, *step).wait() == 0
    texts = Counter(attempt.learner for attempt in store.attempts())
    # The third zip is a way back for learner0, and nothing new for learner1.
    assert texts == Counter(learners) + Counter(learners[::2]) + Counter(learners[:1])
    assert counts(store)[1:] == (0, texts.total())
    best = {standing.learner: standing.best_score == 10 for standing in store.standings()}
    assert best == {learner: learner in learners[::2] for learner in learners}
    assert sum(gradings(store)) <= texts.total() + 2 * len(learners)
