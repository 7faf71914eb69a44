"""The few kernel calls that Python does not offer, through ctypes. Linux only."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

CLONE_NEWIPC = 0x0800_0000
CLONE_NEWNET = 0x4000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWUTS = 0x0400_0000

_CAPABILITY_VERSION_3 = 0x2008_0522


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def syscall(number: int, *arguments: int | ctypes.Array[ctypes.c_char]) -> int:
    """Make a system call; raises OSError as `os` functions do."""
    converted = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _check(_libc.syscall(ctypes.c_long(number), *converted))


def prctl(option: int, value: int = 0) -> int:
    zeros = [ctypes.c_ulong(0)] * 3
    return _check(_libc.prctl(option, ctypes.c_ulong(value), *zeros))


def unshare(flags: int) -> None:
    _check(_libc.unshare(flags))


def drop_capabilities() -> None:
    """Give back every capability, among them those that a new user namespace begins with."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(header, nothing))
