"""The layers around a box: what is there is reported, tried out, and held against a floor."""

import os
import pwd
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from tutor.course import Course, hidden_folders
from tutor.errors import GraderError, Refused
from tutor.grading.grader import Grader
from tutor.grading.source import read_source
from tutor.sandbox.host import launch as launching
from tutor.sandbox.host.box import Box
from tutor.sandbox.host.launch import launch
from tutor.sandbox.host.layers import LAYERS, Floor
from tutor.sandbox.host.trial import require
from tutor.sandbox.host.trouble import LearnerError, TimeLimit
from tutor.sandbox.host.usage import time_is_up, users_of, waited_for_core
from tutor.sandbox.host.zygote import Zygote
from tutor.sandbox.protocol.home import HOME
from tutor.service import default_floor

PROBE = """
import os
def exists(path):
    return os.path.lexists(path)
def listed(path):
    return sorted(os.listdir(path))
def read(path):
    with open(path) as file:
        return file.read()
def write(path, size):
    written = 0
    try:
        with open(path, "wb", buffering=0) as file:
            while written < size:
                written += file.write(bytes(min(size, 1 << 20)))
    except OSError:
        pass
    return written
def trace():
    import ctypes
    return ctypes.CDLL(None).ptrace(16, 1, 0, 0)
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


@contextmanager
def probe(needs: str = "process", **how: Any) -> Iterator[tuple[Zygote, Box]]:
    """A zygote and a box of it, in which the functions of PROBE can be called."""
    with Zygote(launch(**how)) as zygote, zygote.box() as box:
        if needs not in box.layers:
            pytest.skip(f"this machine has no {needs}")
        box.load([("probe.py", PROBE)])
        yield zygote, box


def asked(box: Box, name: str, *args: Any) -> Any:
    return box.request(call(name, *args)).value


def test_in_the_view_hidden_files_do_not_even_exist(course: Course) -> None:
    exercise = course.exercises[0]
    elsewhere = [Path.home() / ".bashrc", Path("/var/log"), Path("/etc/passwd"), Path("/usr/bin")]
    with probe("mount_ns", hidden=hidden_folders(course.root)) as (_, box):
        for hidden in (exercise.suite, exercise.solution, course.root / "tests", *elsewhere):
            assert asked(box, "exists", str(hidden)) is False, hidden
        assert asked(box, "exists", torch.__file__) is True


def test_a_folder_that_is_hidden_among_the_packages_is_empty(tmp_path: Path) -> None:
    """As where a course is installed as a package."""
    packages = Path(torch.__file__).parents[1]
    with probe("mount_ns", hidden=[packages / "numpy" / "testing"]) as (_, box):
        assert asked(box, "exists", str(packages / "numpy" / "__init__.py")) is True
        assert asked(box, "exists", str(packages / "numpy" / "testing" / "__init__.py")) is False
        with pytest.raises(LearnerError, match="PermissionError"):
            asked(box, "listed", str(packages / "numpy" / "testing"))


def test_a_box_has_a_small_home_of_its_own() -> None:
    with probe("mount_ns") as (zygote, box):
        assert asked(box, "write", f"{HOME}/note", 5) == 5
        assert asked(box, "read", f"{HOME}/note") == "\0" * 5
        assert 8 << 20 < asked(box, "write", f"{HOME}/much", 1 << 26) <= 16 << 20
        with zygote.box() as another:
            another.load([("probe.py", PROBE)])
            assert asked(another, "listed", HOME) == []
        for elsewhere in ("/box/note", "/note", "/tmp/note", f"{HOME}/../note"):
            assert asked(box, "write", elsewhere, 5) == 0
    assert not Path(HOME).exists()


WRITES = """
import tempfile
from pathlib import Path
(Path.home() / ".config" / "tutor-writes").mkdir(parents=True)
(Path.home() / ".config" / "tutor-writes" / "settings").write_text("x")
made = tempfile.mkdtemp(prefix="tutor-writes")
"""


def test_what_is_imported_ahead_writes_nothing_that_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A package that keeps its settings in the home, as matplotlib does."""
    (tmp_path / "writes_at_import.py").write_text(WRITES)
    add = f"import sys; sys.path.append({str(tmp_path)!r}); "
    monkeypatch.setattr(launching, "_START", add + launching._START)
    with probe(preload=["writes_at_import"]) as (_, box):
        assert asked(box, "exists", str(Path(HOME, ".config"))) is False
    places = [Path("/"), Path.home(), Path("/tmp"), Path("/tmp") / "..", Path.home() / ".config"]
    left = [path for place in places for path in place.glob("*tutor-writes*")]
    left += [*Path("/tmp").glob("tutor-imports-*"), *Path("/").glob(".config/tutor-writes")]
    assert left == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may start a box as another user")
def test_a_box_of_the_superuser_runs_as_nobody_else() -> None:
    with probe("own_uid") as (_, box):
        (user,) = users_of(box.pid)
        assert user != os.geteuid()
        with pytest.raises(KeyError):
            pwd.getpwuid(user)


def test_the_kernel_tells_what_a_box_tries() -> None:
    with probe("seccomp") as (_, box):
        assert box.tried == set()
        assert asked(box, "trace") == -1
        assert box.tried == {"ptrace"}
        assert asked(box, "exists", "/box") is True


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
