"""Whoever is killed, what it has started ends too: nothing goes on computing by itself."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from families import computed, family, processes, require_nobody_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc tells who is there")

GRADES = """
from pathlib import Path
from tutor.grading.graders import Graders
from tutor.grading.source import Source
hangs = "def forward_linear(X, W, b):\\n    while True: pass"
graders = Graders(Path({root!r}))
graders.grade("forward_linear", Source("forward_linear.py", hangs), device="cpu").result()
"""
ROOT = Path(__file__).parents[1]


@contextmanager
def face() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has a submission graded, which never ends."""
    code = GRADES.format(root=str(ROOT))
    with subprocess.Popen([sys.executable, "-c", code], start_new_session=True) as started:
        try:
            yield started
        finally:
            started.kill()


def wait_for(found: Callable[[], int | None]) -> int:
    deadline = time.monotonic() + 120
    while (answer := found()) is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return answer


def named(root: int, words: str) -> int | None:
    """The first descendant of a process whose command line has these words."""
    for pid in sorted(family(root) - {root}):
        try:
            if words in Path(f"/proc/{pid}/cmdline").read_text():
                return pid
        except OSError:
            continue
    return None


def hanging_box(zygote: int) -> int | None:
    """A process below the zygote that forks no other and has computed for a while."""
    members = family(zygote) - {zygote}
    parents = {parent for _, parent in processes().values()}
    return next((p for p in members if p not in parents and computed(p) > 20), None)


def parent_of(pid: int) -> int:
    return processes()[pid][1]


@pytest.mark.parametrize("victim", ["face", "worker", "zygote", "parent of the box"])
def test_with_the_killed_its_boxes_end(victim: str) -> None:
    with face() as started:
        worker = wait_for(lambda: named(started.pid, "tutor.grading.worker"))
        zygote = wait_for(lambda: named(worker, "guest.zygote"))
        box = wait_for(lambda: hanging_box(zygote))
        pids = {"face": started.pid, "worker": worker, "zygote": zygote}
        killed = pids.get(victim) or parent_of(box)
        doomed = family(killed)
        os.kill(killed, signal.SIGKILL)
        # A worker that is missed is started again by the face, and so is a zygote.
        require_nobody_in(-1, doomed - {started.pid})
    require_nobody_in(started.pid)


@pytest.mark.parametrize("victim", ["face", "worker"])
def test_a_zygote_that_still_imports_ends_too(victim: str) -> None:
    with face() as started:
        worker = wait_for(lambda: named(started.pid, "tutor.grading.worker"))
        wait_for(lambda: named(worker, "guest.zygote"))
        doomed = family(worker)
        os.kill(started.pid if victim == "face" else worker, signal.SIGKILL)
        require_nobody_in(-1, doomed)
    require_nobody_in(started.pid)
