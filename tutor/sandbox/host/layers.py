"""The layers of isolation by name, how much of them is enough, and how to fix what is missing.

This module imports no torch: faces use it.
"""

from collections.abc import Collection
from enum import StrEnum


class Floor(StrEnum):
    """The least isolation level that is enough, from a separate process to every layer."""

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
    Floor.FULL: _KERNEL | {"user_ns", "net_ns", "ipc_ns", "pid_ns", "mount_ns", "threads"},
}

# What to do about layers that a machine lacks; those of one line come and go together.
FIXES = {
    ("rlimits",): "run the grader as an ordinary user, because root can raise its limits again",
    ("memory",): "needs Linux with `/proc`, so that the kernel can limit the memory",
    ("threads",): (
        "needs Linux, and user namespaces or a user of its own for the box; if a container allows "
        "neither, limit its number of processes"
    ),
    ("no_new_privs",): "needs Linux",
    ("landlock",): "needs Linux 5.13 or later with Landlock in the boot option `lsm=`",
    ("seccomp",): "needs Linux on x86-64 or 64-bit Arm; some containers do not allow it",
    ("mount_ns",): (
        "needs Linux; containers and some distributions do not allow it. Without it a submission "
        "can ask whether a file exists, and has no folder to write to"
    ),
    ("user_ns", "net_ns", "ipc_ns", "uts_ns", "pid_ns"): (
        "need Linux; containers and some distributions do not allow them, but landlock and seccomp "
        "protect you without them"
    ),
    ("own_uid",): (
        "only root can start a box as another user; seccomp and pid_ns keep a box from the "
        "grader's processes too"
    ),
}
ON_MACOS = (
    "On macOS only a separate process and limits isolate a submission. This is enough for your "
    "own work; grade a class on Linux."
)


def missing(layers: Collection[str]) -> dict[str, str]:
    """What is not among `layers`, in groups of names, with what to do about it."""
    gaps = {", ".join(n for n in names if n not in layers): fix for names, fix in FIXES.items()}
    gaps.pop("", None)
    return gaps
