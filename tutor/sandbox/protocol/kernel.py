"""The few kernel calls that Python does not offer, through ctypes.

They are Linux's. On another system, and where a container forbids one, the call is not made and the
answer says so: what a layer rests on is asked for, never assumed.
"""

import ctypes
import errno
import os
import sys
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

CLONE_NEWNS = 0x0002_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWNET = 0x4000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWUTS = 0x0400_0000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 0x1, 0x2, 0x4, 0x8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 0x20, 0x1000, 0x4000, 0x4_0000
_MNT_DETACH = 2

_CAPABILITY_VERSION_3 = 0x2008_0522


def syscall(number: int, *arguments: int | ctypes.Array[ctypes.c_char]) -> int:
    """Make a system call; raises OSError as `os` functions do."""
    converted = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _call("syscall", ctypes.c_long(number), *converted, returns=ctypes.c_long)


def prctl(option: int, value: int = 0) -> bool:
    """Set a property of this process; whether that was done."""
    zeros = [ctypes.c_ulong(0)] * 3
    return _done("prctl", option, ctypes.c_ulong(value), *zeros)


def unshare(flags: int) -> bool:
    """Enter new namespaces; whether that was done."""
    return _done("unshare", flags)


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """Mount, bind or change what is mounted; raises OSError."""
    kind_bytes = None if kind is None else kind.encode()
    flags_word = ctypes.c_ulong(flags)
    _call(
        "mount", os.fsencode(source), os.fsencode(target), kind_bytes, flags_word, options.encode()
    )


def unmount(target: str) -> None:
    """Take a mount away at once, even while it is used; raises OSError."""
    _call("umount2", os.fsencode(target), _MNT_DETACH)


def drop_capabilities() -> bool:
    """Give back every capability, among them those that a new user namespace begins with."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    return _done("capset", header, nothing)


def pidfd(pid: int) -> int | None:
    """A descriptor that names this child wherever it is sent; None before Linux 5.3."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None


def pid_of(handle: int) -> int:
    """The process id behind a pidfd as this process sees it; 0 where `/proc` does not say."""
    try:
        with open(f"/proc/self/fdinfo/{handle}", encoding="ascii") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("Pid:"))
    except (OSError, StopIteration):
        return 0


def _done(name: str, *arguments: Any) -> bool:
    try:
        _call(name, *arguments)
    except OSError:
        return False
    return True


def _call(name: str, *arguments: Any, returns: Any = ctypes.c_int) -> int:
    """Call a function of Linux's C library: another system's may do something else by that name."""
    function = getattr(_libc, name, None) if sys.platform == "linux" else None
    if function is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    function.restype = returns
    result = int(function(*arguments))
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
