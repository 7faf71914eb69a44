"""The layers of isolation by name, how much of them is enough, and how to mend what is missing.

This module imports no torch: faces use it.
"""

import os
from enum import StrEnum

from tutor.errors import Refused


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

# What to do about a layer that a machine lacks.
MENDS = {
    "landlock": "needs Linux 5.13 or later, started with Landlock among its `lsm=` modules",
    "seccomp": "needs Linux on x86-64 or 64-bit Arm",
    "bubblewrap": "install the package bubblewrap; containers often forbid what it does",
    "user_ns": "containers and some distributions forbid it; landlock and seccomp hold without it",
}


def default_floor() -> Floor:
    """`TUTOR_REQUIRE_ISOLATION`, or the least."""
    named = os.environ.get("TUTOR_REQUIRE_ISOLATION", Floor.PROCESS)
    try:
        return Floor(named)
    except ValueError:
        raise Refused(
            f"TUTOR_REQUIRE_ISOLATION is '{named}'; it can be {', '.join(Floor)}."
        ) from None
