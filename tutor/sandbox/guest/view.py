"""A file system of the zygote's own: what it has to read is there, read-only, and nothing else.

Landlock decides what a box may open; here what it may not open does not exist, not even to be asked
after with `stat`. It is made once, before torch is imported, in a mount namespace that nothing
leaves. Every step may be refused, by a container above all: it is tried, not guessed.
"""

import ctypes
import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tutor.sandbox.guest import trees
from tutor.sandbox.guest.scratch import SEMAPHORES
from tutor.sandbox.protocol import kernel
from tutor.sandbox.protocol.home import HOME
from tutor.sandbox.protocol.syscalls import DANGEROUS

# What libraries ask when they are loaded: where others are, what time it is, which cores there are.
_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives", "/sys/devices/system/cpu")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_LARGE_PAGES = "/sys/kernel/mm/transparent_hugepage"

_BASE = "/tmp"  # covered while the view is made, and only here
_OLD, _NEW = "/old", "/new"
_SAFE = kernel.MS_NOSUID | kernel.MS_NODEV

# The words of /proc/self/mountinfo that a remount has to repeat.
_FLAGS = {
    "nosuid": kernel.MS_NOSUID,
    "nodev": kernel.MS_NODEV,
    "noexec": kernel.MS_NOEXEC,
    "noatime": 1 << 10,
    "nodiratime": 1 << 11,
    "relatime": 1 << 21,
}


class View:
    """What is to be visible, found out while everything still is."""

    def __init__(self, needed: Iterable[Path], hidden: Sequence[Path]) -> None:
        self.links = [path for path in trees.SYSTEM if Path(path).is_symlink()]
        found = [p for p in needed if str(p) not in self.links]
        found += [Path(p) for p in (*_FILES, *_DEVICES, _LARGE_PAGES)]
        self.visible = _outermost(q for path in found for q in (path, path.resolve()))
        self.real = {path: path.resolve() for path in self.visible}
        out = {trees.PACKAGE / "content", *(path.resolve() for path in hidden)}
        self.covered = [p for p in sorted(out) if p.is_dir() and _lies_in(p, self.visible)]

    def enter(self) -> None:
        """Leave the machine's file system for good. Raises OSError, and then the process is lost.

        Needs a mount namespace of one's own, and the rights in it.
        """
        kernel.mount("", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
        kernel.mount("tmpfs", _BASE, "tmpfs", _SAFE, "mode=755")
        os.mkdir(_BASE + _OLD)
        os.mkdir(_BASE + _NEW)
        _pivot(_BASE, _BASE + _OLD)
        os.chdir("/")
        kernel.mount("tmpfs", _NEW, "tmpfs", _SAFE, "mode=755")
        self._fill()
        _make_read_only()
        kernel.unmount(_OLD)
        os.chdir(_NEW)
        _pivot(".", ".")
        kernel.unmount(".")
        os.chdir("/")

    def _fill(self) -> None:
        for link in self.links:
            _make_parents(link)
            os.symlink(os.readlink(_OLD + link), _NEW + link)
        for path in self.visible:
            _bind(_OLD + str(self.real[path]), _place(path))
        for path in self.covered:
            kernel.mount("tmpfs", _NEW + str(path), "tmpfs", _SAFE, "mode=755")
        for folder in (HOME, SEMAPHORES, "/proc"):
            os.makedirs(_place(folder))
        try:
            kernel.mount("proc", _place("/proc"), "proc", _SAFE | kernel.MS_NOEXEC)
        except OSError:  # a container hides parts of its own, and then no other may be made
            kernel.mount(_OLD + "/proc", _place("/proc"), None, kernel.MS_BIND | kernel.MS_REC)


def _bind(source: str, target: str) -> None:
    _make_parents(target.removeprefix(_NEW))
    if stat.S_ISDIR(os.stat(source).st_mode):
        os.mkdir(target)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    kernel.mount(source, target, None, kernel.MS_BIND | kernel.MS_REC)


def _make_parents(path: str) -> None:
    os.makedirs(os.path.dirname(_place(path)), exist_ok=True)


def _place(path: str | Path) -> str:
    return _NEW + str(path)


def _make_read_only() -> None:
    """Everything that is mounted in the view, also what lay in the folders that were bound."""
    again = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY
    for target, flags in list(_mounts()):
        kernel.mount("", target, None, again | flags)


def _mounts() -> Iterator[tuple[str, int]]:
    """What is mounted in the view, and with which flags."""
    with open(_place("/proc/self/mountinfo"), "rb") as lines:
        for line in lines:
            escaped, words = line.split()[4:6]
            target = os.fsdecode(re.sub(rb"\\(\d{3})", lambda m: bytes([int(m[1], 8)]), escaped))
            # What maps the ids of a namespace is written in /proc, and Landlock keeps boxes out.
            if Path(_NEW) in [Path(target), *Path(target).parents] and target != _place("/proc"):
                yield target, sum(_FLAGS.get(os.fsdecode(w), 0) for w in words.split(b","))


def _pivot(new: str, old: str) -> None:
    if "pivot_root" not in DANGEROUS:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    paths = [ctypes.create_string_buffer(os.fsencode(path)) for path in (new, old)]
    kernel.syscall(DANGEROUS["pivot_root"], *paths)


def _outermost(paths: Iterable[Path]) -> list[Path]:
    """Those that exist and do not lie in another; sorted, so that parents are mounted first."""
    existing = sorted({path for path in paths if path.exists()})
    return [p for p in existing if not _lies_in(p, existing)]


def _lies_in(path: Path, folders: Sequence[Path]) -> bool:
    return any(folder in path.parents for folder in folders)
