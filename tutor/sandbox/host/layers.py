"""The layers of isolation by name, how much of them is enough, and how to mend what is missing.

This module imports no torch: faces use it.
"""

from collections.abc import Collection
from enum import StrEnum


class Floor(StrEnum):
    """The least isolation that will do, from a process of its own to everything that we know."""

    PROCESS = "process"
    SEALED = "sealed"
    KERNEL = "kernel"
    FULL = "full"


_SEALED = {"process", "rlimits", "no_new_privs", "seccomp"}
_KERNEL = _SEALED | {"landlock"}
LAYERS = {
    Floor.PROCESS: {"process"},
    Floor.SEALED: _SEALED,
    Floor.KERNEL: _KERNEL,
    Floor.FULL: _KERNEL | {"user_ns", "net_ns", "ipc_ns", "pid_ns"},
}

# What to do about layers that a machine lacks; those of one line come and go together.
MENDS = {
    ("rlimits",): "run the grader as an ordinary user: the superuser's limits can be raised again",
    ("memory",): "needs Linux with `/proc`, for the kernel to refuse what is too much",
    ("no_new_privs",): "needs Linux",
    ("landlock",): "needs Linux 5.13 or later, started with Landlock among its `lsm=` modules",
    ("seccomp",): "needs Linux on x86-64 or 64-bit Arm; some containers forbid it",
    ("bubblewrap", "mount_ns"): (
        "needs Linux and the package bubblewrap; containers often forbid what it does"
    ),
    ("user_ns", "net_ns", "ipc_ns", "uts_ns", "pid_ns"): (
        "need Linux; containers and some distributions forbid them, and landlock and seccomp hold "
        "without them"
    ),
}
ON_MACOS = (
    "On macOS a process of its own and limits are all that holds a submission. That will do for "
    "your own work; grade a class on Linux."
)


def missing(layers: Collection[str]) -> dict[str, str]:
    """What is not among `layers`, in groups of names, with what to do about it."""
    gaps = {", ".join(n for n in names if n not in layers): mend for names, mend in MENDS.items()}
    gaps.pop("", None)
    return gaps
