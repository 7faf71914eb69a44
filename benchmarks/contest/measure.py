"""What running something costs: wall and CPU time, memory, and how busy the machine was.

CPU time and memory are those of all processes below this one, whether they have ended or not.
Orphans become children of this process, so that none of them is forgotten.
"""

import ctypes
import os
import platform
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Cost:
    """What one piece of work took. `load` is the machine's, before and after."""

    wall: float = 0.0
    cpu: float = 0.0
    peak_mb: float = 0.0
    load: tuple[float, float] = field(default=(0.0, 0.0))


def adopt_orphans() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@contextmanager
def measured() -> Iterator[Cost]:
    """Measure what happens inside; the figures are there at the end."""
    cost = Cost()
    watch = _MemoryWatch()
    before, load = cpu_of_children(), os.getloadavg()[0]
    watch.start()
    start = time.perf_counter()
    try:
        yield cost
    finally:
        cost.wall = time.perf_counter() - start
        cost.cpu = cpu_of_children() - before
        watch.stop()
        cost.peak_mb = watch.peak_mb
        cost.load = (load, os.getloadavg()[0])


def descendants() -> list[int]:
    """The ids of all processes below this one."""
    below = {os.getpid()}
    parents = {pid: int(about[1]) for pid, about in _all_processes().items()}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return sorted(below - {os.getpid()})


def cpu_of_children() -> float:
    """CPU seconds of all processes below this one so far, those that have ended included."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    table = _all_processes()
    ticks = sum(int(value) for pid in descendants() if pid in table for value in table[pid][11:15])
    return usage.ru_utime + usage.ru_stime + ticks / _TICK


def private_mb(pid: int) -> float | None:
    """Memory that a process shares with no other; None where we may not look."""
    return _rollup(pid, ("Private_Clean:", "Private_Dirty:", "Private_Hugetlb:"))


def run(
    command: Sequence[str], folder: Path, seconds: float, more: Mapping[str, str]
) -> subprocess.CompletedProcess[str] | None:
    """Run a command to its end; None when it did not end in time. Its descendants end with it."""
    before = set(descendants())
    process = subprocess.Popen(
        list(command),
        cwd=folder,
        env=environment(more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(set(descendants()) - before)
        process.wait()
    return subprocess.CompletedProcess(list(command), process.returncode, output, "")


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """One thread for everybody, and the helper modules of the benchmark within reach."""
    here = str(Path(__file__).parents[1])
    own = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "TUTOR_DATABASE_URL")}
    return own | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONPATH": here, **more}


def _end(pids: set[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _all_processes() -> dict[int, list[str]]:
    """For each process its state, its parent and so on, in the order of /proc/PID/stat."""
    table = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                text = Path("/proc", entry, "stat").read_text(errors="replace")
            except OSError:
                continue
            table[int(entry)] = text.rpartition(")")[2].split()
    return table


def _rollup(pid: int, wanted: tuple[str, ...]) -> float | None:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    return sum(int(line.split()[1]) for line in lines if line.startswith(wanted)) / 1024


def _resident_mb(pid: int) -> float:
    """Shared memory divided among those who share it; without the right to look, all of it."""
    share = _rollup(pid, ("Pss:",))
    if share is not None:
        return share
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class _MemoryWatch:
    """Looks at the memory of all processes below this one, from time to time."""

    def __init__(self, every: float = 0.5) -> None:
        self.every = every
        self.peak_mb = 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.ended.set()
        self.thread.join()

    def _look(self) -> None:
        while not self.ended.wait(self.every):
            self.peak_mb = max(self.peak_mb, sum(map(_resident_mb, descendants())))


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [text.partition(":")[2].strip() for text in lines if text.startswith("model name")]
    return names[0] if names else platform.machine()


def memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
