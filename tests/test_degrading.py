"""Grading on machines with less than Linux has today: what is there holds, and is what is told."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from families import family, require_nobody_in

from tutor.grading.grader import Grader
from tutor.sandbox.guest import seccomp
from tutor.sandbox.host import usage
from tutor.sandbox.host.layers import FIXES, LAYERS, Floor, missing
from tutor.sandbox.host.trouble import MemoryLimit

pytestmark = pytest.mark.skipif(
    not seccomp.available(), reason="what is hidden is hidden by seccomp"
)

SCRIPT = Path(__file__).with_name("degraded.py")
NAMESPACES = {"user_ns", "net_ns", "ipc_ns", "uts_ns", "pid_ns", "mount_ns", "threads"}
# To what is hidden belongs the power of the superuser, who then is nobody else's and never counted.
AS_ROOT = {"own_uid", "threads"} if os.geteuid() == 0 else set()
LACKS = {
    "no pidfd": set(),
    "no landlock": {"landlock"},
    "no seccomp": {"seccomp"},
    "no namespaces": NAMESPACES,
    "no mounts": {"mount_ns"},
    "old linux": {"landlock"},
    "container": {"seccomp"} | NAMESPACES,
}
ON_MACOS = ["process", "rlimits", "memory_watch"]

# The others lack one thing of what these lack together; `make test-all` tries them too.
IN_A_HURRY = {"old linux", "container", "macos"}


def machines(*names: str) -> list[Any]:
    slow = [pytest.mark.slow]
    return [pytest.param(name, marks=[] if name in IN_A_HURRY else slow) for name in names]


RIGHT = "def forward_linear(X, W, b):\n    return X @ W + b\n"


def on_the_empty_batch(does: str) -> str:
    return (
        f"import os, time\ndef forward_linear(X, W, b):\n    if not len(X):\n        {does}\n"
        + ("    return X @ W + b\n")
    )


SUBMISSIONS = {
    "right": RIGHT,
    "wrong": RIGHT.replace(" + b", ""),
    "hangs": on_the_empty_batch("while True: pass"),
    "sleeps": on_the_empty_batch("time.sleep(1000)"),
    "crashes": on_the_empty_batch("os.abort()"),
    # At most 2 GB, should nothing stop it.
    "hungry": on_the_empty_batch(
        "kept = [(bytearray(b'x' * (1 << 25)), time.sleep(0.03)) for _ in range(64)]"
    ),
}
ENDINGS = {"hangs": "timeout", "sleeps": "timeout", "crashes": "died", "hungry": "memory"}

LEAVES_A_CHILD = """
import os, time
try:
    if os.fork() == 0:
        time.sleep(1000)
except OSError:
    pass
"""


def start(machine: str, job: dict[str, Any]) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), machine]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    started = subprocess.Popen(command, env=environment, text=True, start_new_session=True, **pipes)
    assert started.stdin is not None
    started.stdin.write(json.dumps(job))
    started.stdin.close()
    return started


def done(machine: str, job: dict[str, Any]) -> dict[str, Any]:
    """What came of a job, after which nothing of it may run any more."""
    with start(machine, job) as started:
        assert started.stdout is not None
        lines = started.stdout.read().splitlines()
    assert started.returncode == 0
    require_nobody_in(started.pid)
    result: dict[str, Any] = json.loads(lines[-1])
    return result


@cache
def graded(machine: str) -> dict[str, Any]:
    submissions = SUBMISSIONS | {"leaves a child": LEAVES_A_CHILD + RIGHT}
    return done(machine, {"op": "grade", "floor": "process", "submissions": submissions})


@pytest.fixture(scope="module")
def layers_here(grader: Grader) -> Iterator[list[str]]:
    with grader.zygotes.plain("cpu").box() as box:
        yield list(box.layers)


def isolation(machine: str) -> list[list[str]]:
    return [report["extra_data"]["isolation"] for report in graded(machine).values()]


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    found = [check["extra_data"] for check in report["tests"]]
    return {check["id"]: check["outcome"] for check in found}


@pytest.mark.parametrize("machine", machines(*LACKS, "macos"))
def test_marks_and_outcomes_are_those_of_any_machine(machine: str) -> None:
    reports = graded(machine)
    assert reports["right"]["score"] == reports["leaves a child"]["score"] == 10
    assert reports["wrong"]["score"] < 10
    assert set(outcomes(reports["wrong"]).values()) == {"passed", "wrong"}
    for name, ending in ENDINGS.items():
        found = outcomes(reports[name])
        assert found.pop("test_empty_batch") == ending, name
        assert set(found.values()) == {"passed"}, name


@pytest.mark.parametrize("machine", machines(*LACKS))
def test_the_report_names_the_layers_that_are_left(machine: str, layers_here: list[str]) -> None:
    left = [layer for layer in layers_here if layer not in LACKS[machine] | AS_ROOT]
    assert isolation(machine) == [left] * len(graded(machine))


@pytest.mark.skipif(not shutil.which("ps"), reason="there is no ps to ask")
def test_on_macos_a_process_and_its_limits_are_all() -> None:
    assert isolation("macos") == [ON_MACOS] * len(graded("macos"))


@pytest.mark.parametrize("machine", ["container", "macos"])
def test_below_its_floor_nothing_is_graded(machine: str) -> None:
    job = {"op": "grade", "floor": "sealed", "submissions": {"right": RIGHT}}
    assert re.search(
        r"level 'sealed' needs .*seccomp, which is missing", done(machine, job)["refused"]
    )


@pytest.mark.parametrize(("machine", "size"), [("old linux", 5), ("container", 5), ("macos", 4)])
def test_when_the_grader_is_killed_a_hanging_box_goes_too(machine: str, size: int) -> None:
    """Also what it has started where nothing forbids that: then the family has one member more."""
    job = {"op": "hang", "code": LEAVES_A_CHILD + "while True: pass"}
    with start(machine, job) as started:
        assert started.stdout is not None
        started.stdout.readline()
        deadline = time.monotonic() + 30
        while len(members := family(started.pid)) < size:
            assert time.monotonic() < deadline, members
            time.sleep(0.02)
        started.kill()
    require_nobody_in(started.pid, members)


WRITES = """
import os
def home(): return os.environ["HOME"], os.path.expanduser("~"), os.path.exists(os.environ["HOME"])
def writes():
    for folder in (os.path.expanduser("~"), os.environ["TMPDIR"], "/", "/tmp", "."):
        try:
            os.close(os.open(f"{folder}/tutor-degraded", os.O_CREAT | os.O_WRONLY))
            return folder
        except OSError:
            pass
"""


@pytest.mark.parametrize("machine", ["no mounts", "no landlock", "no namespaces"])
def test_with_a_layer_less_a_box_writes_nothing(machine: str) -> None:
    """The home has one path. Only with Landlock and a view may a box write to it."""
    job = {"op": "ask", "code": WRITES, "names": ["home", "writes"], "preload": []}
    found = done(machine, job)
    assert found["home"] == ["/box/home", "/box/home", machine == "no landlock"]
    assert found["writes"] is None


@pytest.mark.skipif(not find_spec("matplotlib"), reason="matplotlib is not installed")
def test_without_a_view_a_package_writes_to_a_folder_that_is_removed() -> None:
    def kept() -> set[Path]:
        folders = [Path("/"), Path("/tmp"), Path.home() / ".cache", Path.home() / ".config"]
        names = ("*matplotlib*", "tutor-imports-*", ".config", ".cache")
        return {path for place in folders for name in names for path in place.glob(name)}

    before = kept()
    job = {"op": "ask", "code": WRITES, "names": ["home"], "preload": ["matplotlib.pyplot"]}
    assert done("no namespaces", job)["home"][2] is False
    assert kept() == before


DRAWS = """
import matplotlib.pyplot as plt
import torch

def made():
    _, axes = plt.subplots(1, 2, figsize=(5, 4))
    axes[0].plot([1, 2])
    axes[1].imshow(torch.zeros(3, 3))
    plt.title("a title")
    return plt.get_backend()

def drawn():
    return made(), plt.gcf().canvas.draw()
"""


@pytest.mark.skipif(not find_spec("matplotlib"), reason="matplotlib is not installed")
@pytest.mark.parametrize(
    "machine", ["no mounts", "no landlock", *machines("old linux", "container", "macos")]
)
def test_matplotlib_can_be_imported_on_every_machine(machine: str) -> None:
    """Its import writes to a home. The mark of what is below it must not depend on the machine."""
    names = ["made"] if "landlock" in LACKS.get(machine, ()) else ["made", "drawn"]  # with fonts
    found = done(machine, {"op": "ask", "code": DRAWS, "names": names, "preload": []})
    assert found["made"] == "agg"


def test_every_layer_that_is_missing_is_named_once_with_its_fix() -> None:
    gaps = missing(ON_MACOS)
    named = [name for names in gaps for name in names.split(", ")]
    fixable = {name for names in FIXES for name in names}
    assert sorted(named) == sorted(fixable - set(ON_MACOS))
    assert LAYERS[Floor.FULL] - {"process"} <= fixable
    assert missing(fixable) == {}


def test_doctor_tells_what_a_container_forbids() -> None:
    """The whole program, in a process to which the kernel refuses those calls."""
    code = "import degraded; degraded.hide('container'); from tutor.cli import main; main()"
    shown = subprocess.run(
        [sys.executable, "-c", code, "doctor"],
        env=os.environ | {"PYTHONPATH": str(SCRIPT.parent), "COLUMNS": "400"},
        cwd=SCRIPT.parents[1],
        capture_output=True,
        text=True,
    )
    assert (shown.returncode, shown.stderr) == (0, "")
    assert (
        "✗ seccomp: needs Linux on x86-64 or 64-bit Arm; some containers do not allow it"
        in shown.stdout
    )
    assert "✗ user_ns, net_ns, ipc_ns, uts_ns, pid_ns: need Linux; containers" in shown.stdout
    assert "✓ landlock" in shown.stdout


def test_nothing_of_linux_alone_is_asked_for_at_import() -> None:
    faces = [
        "tutor.cli",
        "tutor.cli.commands",
        "tutor.cli.learn",
        "tutor.cli.machine",
        "tutor.service",
    ]
    grading = ["tutor.grading.graders", "tutor.grading.worker", "tutor.grading.grader"]
    rooms = Path(usage.__file__).parents[1]
    box = [f"tutor.sandbox.{path.parent.name}.{path.stem}" for path in rooms.glob("*/[!_]*.py")]
    assert len(box) > 20
    modules = [*faces, *grading, *sorted(box)]
    assert done("macos", {"op": "imports", "modules": modules}) == {name: name for name in modules}


@pytest.mark.parametrize(
    ("clock", "seconds"),
    [("0:00.03", 0.03), ("00:01:05", 65), ("123:45.50", 7425.5), ("2-03:00:01", 183601)],
)
def test_the_clocks_of_ps_are_read(clock: str, seconds: float) -> None:
    assert usage._seconds(clock) == pytest.approx(seconds)


@pytest.mark.skipif(not shutil.which("ps"), reason="there is no ps to ask")
def test_ps_tells_what_this_process_has() -> None:
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[1])
    told = usage.resident_memory(os.getpid())
    assert told == pytest.approx(pages * os.sysconf("SC_PAGESIZE"), rel=0.2)


def test_what_cannot_be_asked_is_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (usage.cpu_time(0), usage.resident_memory(0)) == (0, 0)
    monkeypatch.setenv("PATH", "/nonexistent")
    assert usage.resident_memory(os.getpid()) == 0
    assert not usage.MemoryWatch(os.getpid(), 1).works


def test_a_memory_limit_reads_as_an_error_of_the_learner() -> None:
    assert MemoryLimit().is_memory
