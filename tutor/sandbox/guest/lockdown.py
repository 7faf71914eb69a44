"""Confine this process for good: resource limits, no new privileges, Landlock, seccomp.

`Lockdown` is prepared once in the zygote and applied in every box after the fork, before the
learner's first line runs. Each layer that holds is named in the returned list; one that the machine
lacks or that a container forbids is left out, never hidden.

Not covered: programs that a submission starts where there is no seccomp; a fault in the kernel
itself; `stat` of a path whose name is known; and, when the grader runs as the real root, the number
of threads (only memory limits it there).
"""

import mmap
import os
import resource
import site
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

import tutor
from tutor.sandbox.guest import landlock, seccomp
from tutor.sandbox.protocol import kernel, layers
from tutor.sandbox.protocol.limits import BoxLimits

MAX_THREADS = 64
MAX_DESCRIPTORS = 64

_READABLE_FILES = ("/dev/null", "/dev/urandom", "/etc/localtime", "/proc/cpuinfo")


def enter_namespaces() -> list[str]:
    """Leave the machine's network, processes and IPC, where an ordinary user may; name the layers.

    Only children forked afterwards are in the new process namespace. Must run in a process with a
    single thread. Containers often forbid this, and then nothing changes.
    """
    flags = (
        kernel.CLONE_NEWUSER
        | kernel.CLONE_NEWNET
        | kernel.CLONE_NEWIPC
        | kernel.CLONE_NEWUTS
        | kernel.CLONE_NEWPID
    )
    if not kernel.unshare(flags):
        return []
    return [*layers.NAMESPACES]


class Lockdown:
    """The prepared layers of one kind of box.

    `device` is "cpu" or "cuda"; `hidden` are folders that no box may read, wherever they lie,
    apart from what of them is in `readable`.
    """

    def __init__(
        self, device: str, hidden: Sequence[Path] = (), readable: Sequence[Path] = ()
    ) -> None:
        self.device = device
        self.memory = _virtual_memory()
        gpu = device == "cuda"
        self.ruleset = landlock.create_ruleset(
            trees=[
                *_readable_trees(hidden),
                *readable,
                *(Path(p) for p in ("/proc", "/sys") if gpu),
            ],
            files=[Path(p) for p in _READABLE_FILES],
            devices=sorted(Path("/dev").glob("nvidia*")) if gpu else [],
        )
        # By whether Landlock says which files may be read.
        self.programs: dict[bool, seccomp.Program] = {}
        if seccomp.available():
            self.programs = {
                says: seccomp.gpu_program() if gpu else seccomp.cpu_program(may_open_files=says)
                for says in (False, True)
            }

    def apply(self, limits: BoxLimits) -> list[str]:
        """Apply every layer to this process and return the names of those that hold."""
        limited = self._limit_resources(limits)
        memory = self._limit_memory(limits)
        self._limit_threads()
        kernel.drop_capabilities()
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        limited = limited and not _can_raise_a_limit()
        on = {
            layers.PROCESS: True,
            layers.RLIMITS: limited,
            layers.MEMORY: limited and memory,
            layers.NO_NEW_PRIVS: kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1),
            layers.LANDLOCK: (restricted := self._restrict_reading()),
            layers.SECCOMP: self._restrict_calls(restricted),
        }
        return [layer for layer, holds in on.items() if holds]

    def _restrict_reading(self) -> bool:
        if self.ruleset is None:
            return False
        try:
            landlock.restrict_self(self.ruleset)
        except OSError:
            return False
        finally:
            os.close(self.ruleset)
        return True

    def _restrict_calls(self, restricted: bool) -> bool:
        try:
            seccomp.load(self.programs[restricted])
        except (KeyError, OSError):
            return False
        return True

    def _limit_resources(self, limits: BoxLimits) -> bool:
        exact = {
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_FSIZE: 0,
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

    def _limit_threads(self) -> None:
        """Limit threads where a user namespace of its own counts them for this box alone."""
        kernel.prctl(kernel.PR_SET_DUMPABLE, 1)
        if kernel.unshare(kernel.CLONE_NEWUSER):
            _limit(resource.RLIMIT_NPROC, MAX_THREADS)


def _limit(kind: int, value: int) -> bool:
    try:
        resource.setrlimit(kind, (value, value))
    except (OSError, ValueError):
        return False
    return True


def _can_raise_a_limit() -> bool:
    """Whether this process may undo its limits, as the superuser may where rights stay with it."""
    if not _limit(resource.RLIMIT_FSIZE, 1):
        return False
    return _limit(resource.RLIMIT_FSIZE, 0)


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


def _readable_trees(hidden: Sequence[Path]) -> list[Path]:
    """Python, its packages and the system's libraries, without the tutor and what is hidden.

    A course may be installed among the packages, and Landlock cannot take a folder out of a tree
    that it allows. So a folder that holds something hidden is allowed entry by entry.
    """
    out = [Path(tutor.__file__).resolve().parent, *(path.resolve() for path in hidden)]
    system = [Path(p) for p in ("/usr/lib", "/usr/lib64", "/lib", "/lib64") if Path(p).is_dir()]
    standard = [Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix, "lib")]
    packages = {Path(p) for p in [*site.getsitepackages(), *sys.path] if p and Path(p).is_dir()}
    trees = []
    for folder in {*system, *standard, *packages}:
        trees += _without(folder, out)
    return trees


def package_folders() -> list[Path]:
    """Where installed packages lie, the system's own ones too."""
    system = [*Path("/usr/lib").glob("python3*/dist-packages")] if sys.platform == "linux" else []
    standard = Path(sysconfig.get_path("stdlib"))
    folders = [Path(p) for p in [*site.getsitepackages(), *sys.path] if p and Path(p).is_dir()]
    beside = [p for p in folders if p.name in ("site-packages", "dist-packages")]
    own = [p for p in folders if standard not in (p, *p.parents) and p not in standard.parents]
    return [*system, *beside, *own]


def _without(folder: Path, hidden: Sequence[Path]) -> list[Path]:
    """The folder itself, or its entries one by one where something hidden lies inside it."""
    resolved = folder.resolve()
    if any(resolved == path or path in resolved.parents for path in hidden):
        return []
    if not any(resolved in path.parents for path in hidden):
        return [folder]
    if (resolved / "pyproject.toml").exists():
        return []  # a checkout: nothing in it is for a box
    entries = []
    for entry in sorted(folder.iterdir()):
        entries += _without(entry, hidden) if entry.is_dir() else [entry]
    return entries
