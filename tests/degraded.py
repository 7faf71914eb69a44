"""Stand in for machines that have less than this one, and grade there.

`python tests/degraded.py MACHINE` first hides what the machine lacks. The kernel itself is made to
refuse: a seccomp filter holds for this process and all that it starts, the zygote and every box
among them. What Python adds on Linux is taken out of its modules, here and in the zygote. Then it
does what the JSON on its standard input asks for, and prints what came of it.
"""

import builtins
import ctypes
import errno
import io
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy.random  # noqa: F401 (before the platform is another one, as torch)
import torch  # noqa: F401

from tutor.sandbox.guest import seccomp
from tutor.sandbox.host import launch
from tutor.sandbox.protocol import kernel
from tutor.sandbox.protocol.syscalls import CONDITIONAL, DANGEROUS, HARMLESS

sysconfig.get_config_vars()  # so that nobody looks for those of the other platform

LINUX_ALONE: list[tuple[Any, list[str]]] = [
    (os, ["pidfd_open", "O_PATH", "memfd_create", "pipe2", "waitid", "sched_getaffinity"]),
    (signal, ["pidfd_send_signal"]),
    (socket, ["SOCK_SEQPACKET", "SOCK_CLOEXEC"]),
    (select, ["epoll"]),
    (resource, ["prlimit", "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_MSGQUEUE"]),
]

_NUMBERS = (
    HARMLESS
    | CONDITIONAL
    | DANGEROUS
    | {
        f"landlock_{name}": 444 + i
        for i, name in enumerate(["create_ruleset", "add_rule", "restrict_self"])
    }
)
_NEW_NAMESPACES = 0x7E02_0000
_SEQPACKET_CLOEXEC = 0o2000005


@dataclass(frozen=True)
class When:
    """A call is refused when an argument has this value, or one of these bits."""

    argument: int
    equals: int = 0
    bits: int = 0


Refusal = tuple[str, int] | tuple[str, int, When]

PIDFD: list[Refusal] = [("pidfd_open", errno.ENOSYS), ("pidfd_send_signal", errno.ENOSYS)]
LANDLOCK: list[Refusal] = [
    (f"landlock_{name}", errno.ENOSYS) for name in ("create_ruleset", "add_rule", "restrict_self")
]
SECCOMP: list[Refusal] = [("seccomp", errno.EPERM)]
NAMESPACES: list[Refusal] = [
    ("unshare", errno.EPERM),
    ("setns", errno.EPERM),
    ("clone3", errno.ENOSYS),
    ("clone", errno.EPERM, When(0, bits=_NEW_NAMESPACES)),
]
MACHINES: dict[str, list[Refusal]] = {
    "no pidfd": PIDFD,
    "no landlock": LANDLOCK,
    "no seccomp": SECCOMP,
    "no namespaces": NAMESPACES,
    "no mounts": [("mount", errno.EPERM)],
    "old linux": PIDFD + LANDLOCK,
    "container": SECCOMP + NAMESPACES,
    "macos": [
        *(PIDFD + LANDLOCK + SECCOMP + NAMESPACES),
        ("prctl", errno.ENOSYS),
        ("capset", errno.ENOSYS),
        ("socketpair", errno.EPROTONOSUPPORT, When(1, equals=_SEQPACKET_CLOEXEC)),
        ("clock_gettime", errno.EINVAL, When(0, bits=1 << 31)),
        # Some versions of macOS refuse this limit. The other one is taken, and means nothing.
        ("prlimit64", errno.EINVAL, When(1, equals=resource.RLIMIT_AS)),
        ("prlimit64", 0, When(1, equals=resource.RLIMIT_DATA)),
    ],
}


def hide_from_kernel(refusals: Iterable[Refusal]) -> None:
    """Make the kernel refuse these calls, for good, to what is an ordinary user from now on."""
    program: seccomp.Program = [(0x20, 0, 0, 0)]
    for call, error, *condition in refusals:
        verdict = (0x06, 0, 0, 0x0005_0000 | error)
        body = [verdict]
        for when in condition:
            test = (0x45, 0, 1, when.bits) if when.bits else (0x15, 0, 1, when.equals)
            # The number is loaded again afterwards.
            body = [(0x20, 0, 0, 16 + 8 * when.argument), test, verdict, (0x20, 0, 0, 0)]
        program += [(0x15, 0, len(body), _NUMBERS[call]), *body]
    drop_most_capabilities()
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    seccomp.install([*program, (0x06, 0, 0, 0x7FFF_0000)])


def drop_most_capabilities() -> None:
    """Leave one that the superuser needs to map its own id, which other users may do without."""
    version_3, keep = 0x2008_0522, 1 << 31  # CAP_SETFCAP
    header = ctypes.create_string_buffer(struct.pack("=Ii", version_3, 0), 8)
    sets = ctypes.create_string_buffer(struct.pack("=6I", keep, keep, 0, 0, 0, 0), 24)
    try:
        kernel.syscall(DANGEROUS["capset"], header, sets)
    except OSError:
        kernel.drop_capabilities()  # another user has none to keep


def hide_from_python() -> None:
    """Turn this process into one on macOS, as far as Python can tell."""
    for module, names in LINUX_ALONE:
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    really_open = builtins.open

    def open_outside_proc(file: Any, *args: Any, **kwargs: Any) -> Any:
        if str(file).startswith("/proc"):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), file)
        return really_open(file, *args, **kwargs)

    builtins.open = io.open = open_outside_proc
    sys.platform = "darwin"


def hide(machine: str) -> None:
    """Take away what a machine lacks, from this process and from the zygotes that it starts."""
    hide_from_kernel(MACHINES[machine])
    if machine == "macos":
        hide_from_python()
        add = f"import sys; sys.path.append({str(Path(__file__).parent)!r}); "
        launch._START = f"{add}import degraded; degraded.hide_from_python(); {launch._START}"


def grade(job: dict[str, Any]) -> dict[str, Any]:
    """Grade submissions, each under a name, within narrow limits."""
    from tutor.course import load_course
    from tutor.errors import Refused
    from tutor.grading.grader import Grader
    from tutor.grading.source import Source
    from tutor.sandbox.host.layers import Floor

    exercise = load_course(Path(__file__).parents[1]).exercise("forward_linear")
    limits = replace(exercise.limits, memory_mb=200, seconds_per_check=1.5)
    exercise = replace(exercise, limits=limits)
    found: dict[str, Any] = {}
    grader = Grader(floor=Floor(job["floor"]))
    try:
        for name, code in job["submissions"].items():
            source = Source("forward_linear.py", code)
            found[name] = grader.grade(exercise, source, device="cpu", seed=7).to_json()
    except Refused as refused:
        return {"refused": str(refused)}
    finally:
        grader.close()
    return found


def hang(job: dict[str, Any]) -> dict[str, Any]:
    """Load a submission that never ends, in a box that may take its time."""
    from tutor.sandbox.host.zygote import Zygote

    box = Zygote(launch.launch()).box()
    box.allow(600)
    print(json.dumps({"layers": box.layers}), flush=True)
    box.load([("hang.py", job["code"])])
    return {}


def ask(job: dict[str, Any]) -> dict[str, Any]:
    """Call functions of a submission, and say what they return."""
    from tutor.sandbox.host.zygote import Zygote

    with Zygote(launch.launch(preload=job["preload"])) as zygote, zygote.box() as box:
        box.allow(600)
        box.load([("asked.py", job["code"])])
        common: dict[str, Any] = {
            "op": "call",
            "object": None,
            "args": (),
            "kwargs": {},
            "device": "cpu",
        }
        return {name: box.request({**common, "name": name}).value for name in job["names"]}


def imports(job: dict[str, Any]) -> dict[str, Any]:
    """Import modules of ours as macOS would."""
    import importlib

    for name in job["modules"]:  # at first what they need, which is not ours to change
        importlib.import_module(name)
    for name in [name for name in sys.modules if name.partition(".")[0] == "tutor"]:
        del sys.modules[name]
    hide_from_python()
    return {name: importlib.import_module(name).__name__ for name in job["modules"]}


JOBS = {"grade": grade, "hang": hang, "ask": ask, "imports": imports}

if __name__ == "__main__":
    job = json.load(sys.stdin)
    if job["op"] != "imports":
        hide(sys.argv[1])
    print(json.dumps(JOBS[job["op"]](job)))
