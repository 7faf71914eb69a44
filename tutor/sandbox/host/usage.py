"""What a process has used, seen from outside: CPU seconds, and memory that no limit bounds.

Linux tells a process's CPU time in a system call. Elsewhere `ps` is asked, which takes milliseconds
and knows hundredths of a second on macOS. How long a process waited for a core, Linux alone tells.
"""

import subprocess
import sys
import time
from dataclasses import dataclass

from tutor.sandbox.host.trouble import TimeLimit

_SECONDS_BETWEEN_LOOKS = 0.25
# Seconds on the clock for each CPU second of a budget: of waiting for anything but a core, and of
# waiting at all.
_WAITING = 4
_AT_ALL = 20


def cpu_time(pid: int) -> float:
    """CPU seconds of a process, 0 when nothing tells. Process 0 is one whose number is unknown."""
    if sys.platform != "linux" or not pid:
        return _ask_ps(pid)[0]
    try:
        return time.clock_gettime((~pid << 3) | 2)  # how Linux numbers the clocks of processes
    except OSError:
        return 0.0


def waited_for_core(pid: int) -> float:
    """Seconds that a process's first thread was ready and got no core, 0 when nothing tells."""
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


@dataclass(frozen=True)
class Use:
    """CPU seconds, seconds that the grader waited, and those of them spent ready without a core."""

    computing: float
    waiting: float
    for_core: float

    @property
    def idling(self) -> float:
        """Seconds in which the process neither computed nor was ready to."""
        return max(0.0, self.waiting - self.for_core - self.computing)

    @property
    def amounts(self) -> tuple[float, float, float]:
        return self.computing, self.idling, self.waiting


class Meter:
    """What a process uses from `restart` on, while the grader waits for it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.cpu = self.core = 0.0
        self.restart()

    def restart(self) -> None:
        """Begin at what was seen last."""
        self.cpu_before, self.core_before = self.cpu, self.core
        self.waited = 0.0
        self.since: float | None = None

    def read(self) -> None:
        """Look at the process."""
        self.cpu = max(self.cpu, cpu_time(self.pid))
        self.core = max(self.core, waited_for_core(self.pid))

    def asked(self) -> None:
        self.since = time.monotonic()

    def answered(self) -> None:
        self.waited, self.since = self.waiting(), None

    def waiting(self) -> float:
        return self.waited + (0.0 if self.since is None else time.monotonic() - self.since)

    def use(self) -> Use:
        return Use(self.cpu - self.cpu_before, self.waiting(), self.core - self.core_before)


def users_of(pid: int) -> set[int]:
    """The users as whom a process acts, or could again; empty when nothing tells."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
            return {
                int(user) for line in file if line.startswith("Uid:") for user in line.split()[1:]
            }
    except (OSError, StopIteration):
        return set()


def time_is_up(budget: float, used: float, waited: float, for_core: float) -> bool:
    """Whether the CPU seconds that were used are too many, or the seconds that were waited.

    The waiting `for_core` was the machine's fault, but even so there must be an end.
    """
    others = waited - for_core
    return used > budget or others > budget * _WAITING or waited > budget * _AT_ALL


class Account:
    """The seconds that all boxes of one submission may use together, computing and idling.

    Waiting for a core is the machine's fault and costs nothing, until it is far too long.
    """

    def __init__(self, computing: float, idling: float) -> None:
        self.computing = computing
        self.idling = idling
        self.waiting = computing * _WAITING
        self.is_used_up = False

    @property
    def least(self) -> float:
        """One thread cannot use it up within so many seconds on the clock."""
        return min(self.computing, self.idling, self.waiting)

    def charge(self, use: Use) -> None:
        self.computing -= use.computing
        self.idling -= use.idling
        self.waiting -= use.waiting
        self.is_used_up = self.is_used_up or self.least <= 0

    def require(self, use: Use) -> None:
        """Raise TimeLimit when this use, which is not charged yet, is more than is left."""
        left = (self.computing, self.idling, self.waiting)
        if any(mine >= most for mine, most in zip(use.amounts, left, strict=True)):
            self.is_used_up = True
            raise TimeLimit("it used up the time for the whole submission")


class MemoryWatch:
    """Looks four times a second at the memory of a process that no limit of the kernel holds.

    What a process takes and gives back between two looks is not seen, nor is what was swapped out.
    """

    def __init__(self, pid: int, more: int) -> None:
        """Allow `more` bytes beyond what the process has now."""
        self.pid = pid
        self.more = more
        self.before = resident_memory(pid)
        self.next_look = 0.0

    @property
    def works(self) -> bool:
        return self.before > 0

    def exceeded(self) -> bool:
        """Whether the process has too much; between the looks the answer is no."""
        if time.monotonic() < self.next_look:
            return False
        self.next_look = time.monotonic() + _SECONDS_BETWEEN_LOOKS
        return resident_memory(self.pid) > self.before + self.more


def resident_memory(pid: int) -> int:
    """Bytes of memory that a process has, 0 when nothing tells."""
    return _ask_ps(pid)[1]


def _ask_ps(pid: int) -> tuple[float, int]:
    """CPU seconds and bytes of memory of a process; zeros when it is gone or there is no `ps`."""
    if not pid:
        return 0.0, 0
    command = ["ps", "-o", "rss=", "-o", "time=", "-p", str(pid)]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=5).stdout
        kilobytes, clock = told.split()
        return _seconds(clock), int(kilobytes) << 10
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return 0.0, 0


def _seconds(clock: str) -> float:
    """Read `[[days-]hours:]minutes:seconds`, as the versions of ps write it."""
    days, _, rest = clock.rpartition("-")
    total = 0.0
    for part in rest.split(":"):
        total = total * 60 + float(part)
    return total + 86400 * int(days or 0)
