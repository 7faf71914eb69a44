"""seccomp: which system calls a box can make.

A program is a list of BPF instructions `(code, jump if true, jump if false, constant)`. It is built
once in the zygote; a box loads it with one call and can never remove it. The program for CPU boxes
is an allow-list that refuses everything not named. CUDA drivers need calls that no list in public
names completely, so the program for GPU boxes refuses what is named and allows the rest.

Of a call that no honest program makes the kernel tells the grader (Linux 5.0), which refuses it.
"""

import ctypes
import errno
import os
import socket
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tutor.sandbox.protocol.attempts import NAMES as ATTEMPTS
from tutor.sandbox.protocol.kernel import syscall
from tutor.sandbox.protocol.syscalls import (
    ARCHITECTURE,
    AUDIT_ARCHITECTURE,
    CONDITIONAL,
    DANGEROUS,
    HARMLESS,
)

Instruction = tuple[int, int, int, int]
Program = list[Instruction]

_LOAD, _RETURN, _AND, _JUMP = 0x20, 0x06, 0x54, 0x05
_IF_EQUAL, _IF_BITS = 0x15, 0x45
_ALLOW, _ASK_THE_GRADER, _KILL_PROCESS = 0x7FFF_0000, 0x7FC0_0000, 0x8000_0000
_SET_MODE_FILTER, _NEW_LISTENER = 1, 1 << 3

_NUMBER_OFFSET, _ARCHITECTURE_OFFSET, _ARGUMENTS_OFFSET = 0, 4, 16
_X32_BIT = 0x4000_0000

_CLONE_THREAD = 0x0001_0000
_MAP_SHARED_ANONYMOUS = 0x21
_OPEN_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | 0o20000000
# F_DUPFD to F_SETLKW, F_DUPFD_CLOEXEC, F_GETPIPE_SZ. F_SETOWN and F_SETSIG would signal others.
_FCNTL_COMMANDS = (0, 1, 2, 3, 4, 5, 6, 7, 1030, 1032)
# TCGETS, TIOCGWINSZ, FIONREAD, FIOCLEX, FIONCLEX, FIONBIO.
_IOCTL_REQUESTS = (0x5401, 0x5413, 0x541B, 0x5451, 0x5450, 0x5421)
# PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA.
_PRCTL_OPTIONS = (3, 15, 16, 0x53564D41)

# What a program may do in its home, beside opening files to write. Nothing of who may do what.
_CHANGES = ("mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2")
_FILE_CHANGES = (*_CHANGES, "ftruncate")

# The box's end of a socket to the grader, on which the listening descriptor leaves. It is closed
# before the learner's code is there, and no other socket can be made.
CONFIDANT = 5

# Stands for the box's own process id, which is known only after the fork.
_OWN_PID = 0x5EC0_DE01


def available() -> bool:
    """True where the programs made here mean something; the kernel may still refuse them."""
    return sys.platform == "linux" and ARCHITECTURE is not None


class Files(Enum):
    """Which files may be opened: without Landlock to say which, none."""

    NONE = "none"
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True)
class Programs:
    """A program that asks the grader about attempts, and one for kernels that cannot ask."""

    asks: Program
    refuses: Program


def programs(gpu: bool) -> dict[Files, Programs]:
    """Build the programs of one kind of box."""
    verdicts = (_ASK_THE_GRADER, _refuse(errno.EPERM))
    if gpu:
        built = Programs(*(gpu_program(verdict) for verdict in verdicts))
        return dict.fromkeys(Files, built)
    return {
        files: Programs(*(cpu_program(files, verdict) for verdict in verdicts)) for files in Files
    }


def cpu_program(files: Files, attempt: int) -> Program:
    """An allow-list: everything not named here is refused with EPERM, an attempt by `attempt`."""
    program = _preamble()
    for name, rule in _conditional_rules(files, attempt).items():
        if name in _NUMBERS:
            program += _when(_NUMBERS[name], rule)
    special = {"open", "openat", "mmap"}
    allowed = {name: number for name, number in HARMLESS.items() if name not in special}
    if files is Files.WRITE:
        allowed |= {name: _NUMBERS[name] for name in _FILE_CHANGES if name in _NUMBERS}
    program += _return_if_any(allowed.values(), _ALLOW)
    program += _return_if_any(ATTEMPTS, attempt)
    program.append((_RETURN, 0, 0, _refuse(errno.EPERM)))
    return program


def gpu_program(attempt: int) -> Program:
    """A deny-list: no new programs or processes, no network, no reach into other processes."""
    program = _preamble()
    rules = _conditional_rules(Files.READ, attempt)
    for name in ("clone", "clone3", "kill", "tgkill", "prlimit64", "sendmsg"):
        if name in _NUMBERS:
            program += _when(_NUMBERS[name], rules[name])
    program += _return_if_any(ATTEMPTS, attempt)
    program += _return_if_any(DANGEROUS.values(), _refuse(errno.EPERM))
    program.append((_RETURN, 0, 0, _ALLOW))
    return program


def load(programs: Programs, confidant: socket.socket) -> None:
    """Apply a program to this process for good, and send away what tells of attempts.

    Needs no_new_privs.
    """
    try:
        listener = install(programs.asks, _NEW_LISTENER)
    except OSError:  # before Linux 5.0, or where somebody outside listens already
        install(programs.refuses)
        return
    socket.send_fds(confidant, [b"."], [listener])
    os.close(listener)


def install(program: Program, flags: int = 0) -> int:
    """Apply one program to this process for good; what the kernel returned."""
    pid = os.getpid()
    code = b"".join(
        struct.pack("HBBI", op, yes, no, pid if constant == _OWN_PID else constant)
        for op, yes, no, constant in program
    )
    instructions = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxQ", len(program), ctypes.addressof(instructions))
    pointer = ctypes.create_string_buffer(header, len(header))
    return syscall(CONDITIONAL["seccomp"], _SET_MODE_FILTER, flags, pointer)


_NUMBERS = HARMLESS | CONDITIONAL | DANGEROUS


def _refuse(number: int) -> int:
    return 0x0005_0000 | number


def _preamble() -> Program:
    """Kill a call made in another architecture's numbering; leave the number loaded."""
    assert ARCHITECTURE is not None
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE_OFFSET),
        (_IF_EQUAL, 1, 0, AUDIT_ARCHITECTURE[ARCHITECTURE]),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_LOAD, 0, 0, _NUMBER_OFFSET),
    ]
    if ARCHITECTURE == "x86_64":
        program += [(_IF_BITS, 0, 1, _X32_BIT), (_RETURN, 0, 0, _KILL_PROCESS)]
    return program


def _conditional_rules(files: Files, attempt: int) -> dict[str, Program]:
    open_rule, openat_rule = _open_rules(files)
    return {
        "clone": _if_bit(0, _CLONE_THREAD),
        # glibc falls back to clone, whose flags can be seen from here.
        "clone3": [(_RETURN, 0, 0, _refuse(errno.ENOSYS))],
        "kill": _if_one_of(0, [_OWN_PID], attempt),
        "tgkill": _if_one_of(0, [_OWN_PID], attempt),
        "sendmsg": _if_one_of(0, [CONFIDANT]),
        "fcntl": _if_one_of(1, _FCNTL_COMMANDS, _refuse(errno.EINVAL)),
        "ioctl": _if_one_of(1, _IOCTL_REQUESTS, _refuse(errno.ENOTTY)),
        "prctl": _if_one_of(0, _PRCTL_OPTIONS),
        "prlimit64": _if_null_pointer(2),
        # Shared anonymous memory would not count towards the data limit.
        "mmap": [
            _argument(3),
            (_AND, 0, 0, _MAP_SHARED_ANONYMOUS),
            (_IF_EQUAL, 0, 1, _MAP_SHARED_ANONYMOUS),
            (_RETURN, 0, 0, _refuse(errno.ENOMEM)),
            (_RETURN, 0, 0, _ALLOW),
        ],
        "open": open_rule,
        "openat": openat_rule,
    }


def _open_rules(files: Files) -> tuple[Program, Program]:
    """For `open` and `openat`."""
    if files is Files.READ:
        forbid = [_unless_bits(i, _OPEN_TO_WRITE, errno.EACCES) for i in (1, 2)]
        return forbid[0], forbid[1]
    verdict = _ALLOW if files is Files.WRITE else _refuse(errno.EACCES)
    return [(_RETURN, 0, 0, verdict)], [(_RETURN, 0, 0, verdict)]


def _when(number: int, body: Program) -> Program:
    """Run `body`, which ends in a return, if the loaded call number is `number`."""
    return [(_IF_EQUAL, 0, len(body), number), *body]


def _return_if_any(numbers: Iterable[int], verdict: int) -> Program:
    """Return `verdict` for any of these calls. Jumps are 8 bits wide, hence the chunks."""
    program: Program = []
    remaining = sorted(numbers)
    while remaining:
        chunk, remaining = remaining[:200], remaining[200:]
        for i, number in enumerate(chunk):
            program.append((_IF_EQUAL, len(chunk) - i, 0, number))
        program += [(_JUMP, 0, 0, 1), (_RETURN, 0, 0, verdict)]
    return program


def _argument(index: int) -> Instruction:
    """Load the low word of an argument; every argument checked here is a 32-bit C type."""
    return (_LOAD, 0, 0, _ARGUMENTS_OFFSET + 8 * index)


def _if_one_of(index: int, values: Iterable[int], otherwise: int | None = None) -> Program:
    choices = list(values)
    tests = [(_IF_EQUAL, len(choices) - i, 0, value) for i, value in enumerate(choices)]
    return [
        _argument(index),
        *tests,
        (_RETURN, 0, 0, _refuse(errno.EPERM) if otherwise is None else otherwise),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _if_bit(index: int, bit: int) -> Program:
    return [
        _argument(index),
        (_IF_BITS, 0, 1, bit),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _refuse(errno.EPERM)),
    ]


def _unless_bits(index: int, mask: int, error: int) -> Program:
    return [
        _argument(index),
        (_IF_BITS, 0, 1, mask),
        (_RETURN, 0, 0, _refuse(error)),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _if_null_pointer(index: int) -> Program:
    return [
        _argument(index),
        (_IF_EQUAL, 0, 3, 0),
        (_LOAD, 0, 0, _ARGUMENTS_OFFSET + 8 * index + 4),
        (_IF_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _refuse(errno.EPERM)),
    ]
