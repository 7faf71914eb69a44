"""The layers around a box: what is there is reported, tried out, and held against a floor."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tutor.course import Course
from tutor.errors import GraderError, Refused
from tutor.grading.grader import Grader
from tutor.grading.source import read_source
from tutor.sandbox.host import view
from tutor.sandbox.host.launch import launch
from tutor.sandbox.host.layers import LAYERS, Floor
from tutor.sandbox.host.trial import require
from tutor.sandbox.host.trouble import TimeLimit
from tutor.sandbox.host.usage import time_is_up, waited_for_core
from tutor.sandbox.host.zygote import Zygote
from tutor.sandbox.protocol import layers
from tutor.service import default_floor

PROBE = """
import os
def exists(path):
    return os.path.exists(path)
def read(path):
    with open(path) as file:
        return file.read()
def processes():
    return [name for name in os.listdir("/proc") if name.isdigit()]
"""


def call(name: str, *args: Any) -> dict[str, Any]:
    return {
        "op": "call",
        "object": None,
        "name": name,
        "args": args,
        "kwargs": {},
        "device": "cpu",
    }


def test_the_box_of_this_machine_passes_its_trial() -> None:
    with Zygote(launch()) as zygote:
        require(Floor.PROCESS, zygote)


def test_without_bubblewrap_the_zygote_makes_namespaces_of_its_own(
    monkeypatch: pytest.MonkeyPatch, course: Course
) -> None:
    monkeypatch.setattr("tutor.sandbox.host.launch.bubblewrap", lambda hidden: ())
    with Zygote(launch()) as zygote:
        require(Floor.PROCESS, zygote)
        with zygote.box() as box:
            assert "bubblewrap" not in box.layers
            box.load([("probe.py", PROBE)])
            with pytest.raises(Exception, match="PermissionError"):
                box.request(call("read", str(course.exercises[0].suite)))


@pytest.mark.skipif(not view.bubblewrap(), reason="bubblewrap does not work on this machine")
def test_with_bubblewrap_hidden_files_do_not_even_exist(course: Course) -> None:
    exercise = course.exercises[0]
    with Zygote(launch()) as zygote, zygote.box() as box:
        assert set(layers.BUBBLEWRAP) <= set(box.layers)
        box.load([("probe.py", PROBE)])
        for hidden in (
            exercise.suite,
            exercise.solution,
            Path.home() / ".bashrc",
            Path("/var/log"),
        ):
            assert box.request(call("exists", str(hidden))).value is False


class FakeBox(SimpleNamespace):
    def __enter__(self) -> "FakeBox":
        return self

    def __exit__(self, *exc: object) -> None:
        pass


def fake_zygote(layers: Sequence[str], succeeded: Sequence[str]) -> Any:
    """A zygote whose boxes claim these layers and let these attacks through."""
    box = FakeBox(
        layers=tuple(layers),
        load=lambda chunks: [],
        request=lambda request: SimpleNamespace(value=list(succeeded)),
    )
    return SimpleNamespace(box=lambda: box)


@pytest.mark.parametrize(
    ("used", "waited", "for_core", "is_up"),
    [
        (0.9, 1.0, 0.0, False),
        (1.1, 1.1, 0.0, True),  # it computes
        (0.1, 3.9, 0.0, False),
        (0.1, 4.1, 0.0, True),  # it sleeps
        (0.5, 19.0, 18.0, False),  # others compute
        (1.1, 19.0, 17.9, True),
        (0.5, 19.0, 14.0, True),  # others compute, and it sleeps
        (0.5, 20.1, 19.6, True),  # once there must be an end
    ],
)
def test_waiting_for_a_core_is_no_fault(
    used: float, waited: float, for_core: float, is_up: bool
) -> None:
    assert time_is_up(1.0, used, waited, for_core) is is_up


SLOW = """
import time
def compute(seconds):
    start = time.process_time()
    while time.process_time() - start < seconds:
        pass
    return "done"
def sleep(seconds):
    time.sleep(seconds)
"""
HOG = "print('running', flush=True)\nwhile True: pass"


@contextmanager
def crowded(cpu: int, hogs: int) -> Iterator[None]:
    """A core on which so many other processes compute."""
    started = [
        subprocess.Popen([sys.executable, "-S", "-c", HOG], stdout=subprocess.PIPE)
        for _ in range(hogs)
    ]
    try:
        for process in started:
            os.sched_setaffinity(process.pid, {cpu})
            assert process.stdout is not None
            process.stdout.readline()
        yield
    finally:
        for process in started:
            process.kill()
            process.communicate()


@pytest.mark.skipif(not waited_for_core(os.getpid()), reason="this system does not tell")
def test_a_submission_on_a_crowded_core_has_its_time() -> None:
    """It needs 0.3 of its 0.5 seconds, and gets a twelfth of a core."""
    with Zygote(launch()) as zygote, zygote.box() as box:
        box.load([("slow.py", SLOW)])
        cpu = min(os.sched_getaffinity(box.pid))
        os.sched_setaffinity(box.pid, {cpu})
        with crowded(cpu, 11):
            box.allow(0.5)
            assert box.request(call("compute", 0.3)).value == "done"


def test_a_submission_that_sleeps_has_run_out_of_time() -> None:
    with Zygote(launch()) as zygote, zygote.box() as box:
        box.load([("slow.py", SLOW)])
        box.allow(0.2)
        with pytest.raises(TimeLimit):
            box.request(call("sleep", 30))


def test_a_machine_below_the_floor_is_refused() -> None:
    zygote = fake_zygote(["process", "rlimits"], [])
    require(Floor.PROCESS, zygote)
    with pytest.raises(Refused, match=r"'sealed' needs no_new_privs, seccomp.*doctor"):
        require(Floor.SEALED, zygote)


def test_a_layer_that_does_not_hold_is_our_fault() -> None:
    zygote = fake_zygote(sorted(LAYERS[Floor.KERNEL]), ["read a file", "fork"])
    with pytest.raises(GraderError, match="read a file and fork"):
        require(Floor.PROCESS, zygote)


def test_an_attack_that_no_layer_was_there_to_stop_is_no_fault() -> None:
    require(Floor.PROCESS, fake_zygote(["process"], ["read a file", "fork"]))


def test_the_floor_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_REQUIRE_ISOLATION", "kernel")
    assert default_floor() is Floor.KERNEL
    monkeypatch.setenv("TUTOR_REQUIRE_ISOLATION", "much")
    with pytest.raises(Refused, match="one of: process, sealed, kernel, full"):
        default_floor()


def test_a_grader_below_its_floor_grades_nothing(
    monkeypatch: pytest.MonkeyPatch, course: Course
) -> None:
    monkeypatch.setitem(LAYERS, Floor.FULL, {"process", "a_vm_of_its_own"})
    exercise = course.exercises[0]
    before = _zygotes()
    grader = Grader(floor=Floor.FULL)
    with pytest.raises(Refused, match="a_vm_of_its_own"):
        grader.grade(exercise, read_source(exercise.solution), device="cpu")
    grader.close()
    assert _zygotes() == before


def _zygotes() -> int:
    """How many zygotes this process has started and not ended."""
    found = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
            if int(fields[1]) == os.getpid():
                found += "zygote" in (status.parent / "cmdline").read_text()
        except OSError:
            continue
    return found
