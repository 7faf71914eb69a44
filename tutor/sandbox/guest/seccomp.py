"""seccomp: which system calls a box can make.

A program is a list of BPF instructions `(code, jump if true, jump if false, constant)`. It is built
once in the zygote; a box loads it with one call and can never remove it. The program for CPU boxes
is an allow-list that refuses everything not named. CUDA drivers need calls that no list in public
names completely, so the program for GPU boxes refuses what is named and allows the rest.
"""

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterable

from tutor.sandbox.guest.syscalls import (
    ARCHITECTURE,
    AUDIT_ARCHITECTURE,
    CONDITIONAL,
    DANGEROUS,
    HARMLESS,
)
from tutor.sandbox.protocol.kernel import syscall

Instruction = tuple[int, int, int, int]
Program = list[Instruction]

_LOAD, _RETURN, _AND, _JUMP = 0x20, 0x06, 0x54, 0x05
_IF_EQUAL, _IF_BITS = 0x15, 0x45
_ALLOW, _KILL_PROCESS = 0x7FFF_0000, 0x8000_0000
_SET_MODE_FILTER = 1

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

# Stands for the box's own process id, which is known only after the fork.
_OWN_PID = 0x5EC0_DE01


def available() -> bool:
    """True where the programs made here mean something; the kernel may still refuse them."""
    return sys.platform == "linux" and ARCHITECTURE is not None


def cpu_program(may_open_files: bool) -> Program:
    """An allow-list: everything not named here is refused with EPERM.

    `may_open_files=False` refuses even reading, for kernels that have no Landlock to say what.
    """
    program = _preamble()
    for name, rule in _conditional_rules(may_open_files).items():
        if name in _NUMBERS:
            program += _when(_NUMBERS[name], rule)
    special = {"open", "openat", "mmap"}
    numbers = [number for name, number in HARMLESS.items() if name not in special]
    program += _return_if_any(numbers, _ALLOW)
    program.append((_RETURN, 0, 0, _refuse(errno.EPERM)))
    return program


def gpu_program() -> Program:
    """A deny-list: no new programs or processes, no network, no reach into other processes."""
    program = _preamble()
    rules = _conditional_rules(may_open_files=True)
    for name in ("clone", "clone3", "kill", "tgkill", "prlimit64"):
        if name in _NUMBERS:
            program += _when(_NUMBERS[name], rules[name])
    program += _return_if_any(DANGEROUS.values(), _refuse(errno.EPERM))
    program.append((_RETURN, 0, 0, _ALLOW))
    return program


def load(program: Program) -> None:
    """Apply the program to this process for good. Needs no_new_privs."""
    pid = os.getpid()
    code = b"".join(
        struct.pack("HBBI", op, yes, no, pid if constant == _OWN_PID else constant)
        for op, yes, no, constant in program
    )
    instructions = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxQ", len(program), ctypes.addressof(instructions))
    pointer = ctypes.create_string_buffer(header, len(header))
    syscall(CONDITIONAL["seccomp"], _SET_MODE_FILTER, 0, pointer)


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


def _conditional_rules(may_open_files: bool) -> dict[str, Program]:
    if may_open_files:
        open_rule, openat_rule = (_unless_bits(i, _OPEN_TO_WRITE, errno.EACCES) for i in (1, 2))
    else:
        open_rule = openat_rule = [(_RETURN, 0, 0, _refuse(errno.EACCES))]
    return {
        "clone": _if_bit(0, _CLONE_THREAD),
        # glibc falls back to clone, whose flags can be seen from here.
        "clone3": [(_RETURN, 0, 0, _refuse(errno.ENOSYS))],
        "kill": _if_one_of(0, [_OWN_PID]),
        "tgkill": _if_one_of(0, [_OWN_PID]),
        "fcntl": _if_one_of(1, _FCNTL_COMMANDS, errno.EINVAL),
        "ioctl": _if_one_of(1, _IOCTL_REQUESTS, errno.ENOTTY),
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


def _if_one_of(index: int, values: Iterable[int], error: int = errno.EPERM) -> Program:
    choices = list(values)
    tests = [(_IF_EQUAL, len(choices) - i, 0, value) for i, value in enumerate(choices)]
    return [
        _argument(index),
        *tests,
        (_RETURN, 0, 0, _refuse(error)),
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
