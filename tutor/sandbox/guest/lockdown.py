"""Confine this process for good: resource limits, no new privileges, Landlock, seccomp.

`Lockdown` is prepared once in the zygote and applied in every box after the fork, before the
learner's first line runs. Each layer that holds is named in the returned list; one that the machine
lacks or that a container forbids is left out, never hidden.

Not covered: programs that a submission starts where there is no seccomp; a fault in the kernel
itself; and, without a view of the file system, `stat` of a path whose name is known.
"""

import mmap
import os
import resource
import socket
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from tutor.sandbox.guest import landlock, scratch, seccomp, threads, trees
from tutor.sandbox.protocol import kernel, layers
from tutor.sandbox.protocol.home import HOME
from tutor.sandbox.protocol.limits import BoxLimits

MAX_DESCRIPTORS = 64

_READABLE_FILES = ("/dev/null", "/dev/urandom", "/etc/localtime", "/proc/cpuinfo")


class Lockdown:
    """The prepared layers of one kind of box.

    `device` is "cpu" or "cuda"; `hidden` are folders that no box may read, wherever they lie,
    apart from what of them is in `readable`; `around` names the layers that the zygote is in.
    """

    def __init__(
        self,
        device: str,
        hidden: Sequence[Path],
        around: Collection[str],
        readable: Sequence[Path] = (),
    ) -> None:
        self.device = device
        self.memory = _virtual_memory()
        self.own_user = layers.OWN_USER in around
        self.has_view = layers.MOUNT_NAMESPACE in around
        self.threads_hold = threads.limit_holds(self.own_user)
        gpu = device == "cuda"
        self.ruleset = landlock.create_ruleset(
            trees=[
                *trees.readable(hidden),
                *readable,
                *(Path(p) for p in ("/proc", "/sys") if gpu),
            ],
            files=[Path(p) for p in _READABLE_FILES],
            devices=sorted(Path("/dev").glob("nvidia*")) if gpu else [],
            # A rule reaches into what a box mounts below, which does not exist yet.
            writable=[Path(HOME).parent] if self.has_view else [],
        )
        self.programs = seccomp.programs(gpu) if seccomp.available() else {}

    def apply(self, limits: BoxLimits, confidant: socket.socket) -> list[str]:
        """Apply every layer to this process and return the names of those that hold.

        `confidant` gets the descriptor that tells of attempts; nothing else is sent there.
        """
        may_write = self._enter_home()
        limited = self._limit_resources(limits, scratch.MAX_BYTES if may_write else 0)
        memory = self._limit_memory(limits)
        threads_limited = threads.limit(self.own_user) and self.threads_hold
        kernel.drop_capabilities()
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        limited = limited and not _can_raise_a_limit()
        on = {
            layers.PROCESS: True,
            layers.RLIMITS: limited,
            layers.MEMORY: limited and memory,
            layers.THREADS: limited and threads_limited,
            layers.NO_NEW_PRIVS: kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1),
            layers.LANDLOCK: (restricted := self._restrict_files()),
            layers.SECCOMP: self._restrict_calls(restricted, may_write, confidant),
        }
        return [layer for layer, holds in on.items() if holds]

    def _enter_home(self) -> bool:
        """Whether the box has a home, and Landlock to keep it from writing elsewhere."""
        return self.has_view and self.ruleset is not None and scratch.try_to_enter()

    def _restrict_files(self) -> bool:
        if self.ruleset is None:
            return False
        try:
            landlock.restrict_self(self.ruleset)
        except OSError:
            return False
        finally:
            os.close(self.ruleset)
        return True

    def _restrict_calls(self, restricted: bool, may_write: bool, confidant: socket.socket) -> bool:
        files = seccomp.Files.NONE
        if restricted:
            files = seccomp.Files.WRITE if may_write else seccomp.Files.READ
        try:
            seccomp.load(self.programs[files], confidant)
        except (KeyError, OSError):
            return False
        finally:
            confidant.close()
        return True

    def _limit_resources(self, limits: BoxLimits, file_size: int) -> bool:
        exact = {
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_FSIZE: file_size,
            resource.RLIMIT_NOFILE: MAX_DESCRIPTORS,
            resource.RLIMIT_MEMLOCK: 0,
            resource.RLIMIT_CPU: limits.cpu_seconds,
        }
        if self.device == "cuda":
            # The driver reserves address space without bound and pins memory.
            del exact[resource.RLIMIT_MEMLOCK]
            exact[resource.RLIMIT_NOFILE] = 1024
        if sys.platform == "darwin":
            exact[resource.RLIMIT_NPROC] = 0  # there it counts processes alone; Linux has seccomp
        taken = [_limit(kind, value) for kind, value in exact.items()]
        return all(taken)

    def _limit_memory(self, limits: BoxLimits) -> bool:
        """Limit what the kernel lets us; whether it keeps to it. macOS takes note and does not."""
        if self.device == "cuda" or not self.memory:
            return False
        total = self.memory + (limits.memory_mb << 20)
        _limit(resource.RLIMIT_DATA, total)
        return _limit(resource.RLIMIT_AS, total) and not _can_map(total)


def _limit(kind: int, value: int) -> bool:
    try:
        resource.setrlimit(kind, (value, value))
    except (OSError, ValueError):
        return False
    return True


def _can_raise_a_limit() -> bool:
    """Whether this process may undo its limits, as the superuser may where rights stay with it."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    if not _limit(resource.RLIMIT_FSIZE, limit + 1):
        return False
    return _limit(resource.RLIMIT_FSIZE, limit)


def _can_map(size: int) -> bool:
    try:
        mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
    except OSError:
        return False
    return True


def _virtual_memory() -> int:
    """Bytes of address space in use; 0 where `/proc` does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()
