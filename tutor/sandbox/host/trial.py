"""Test a box before the first submission is graded in it.

It must have the layers that the floor asks for, and they must do what they are there for: a layer
that is said to be on and lets one of a few attacks through is a fault of ours, and nothing is
graded. Attacks that no active layer should stop are not tried.
"""

import os
from typing import Any

from tutor.errors import GraderError, Refused
from tutor.sandbox.host.box import Box
from tutor.sandbox.host.layers import LAYERS, Floor
from tutor.sandbox.host.trouble import BoxTrouble
from tutor.sandbox.host.usage import users_of
from tutor.sandbox.host.zygote import Zygote

# Which layers are there to stop each attack of `_ATTACKS`.
_STOPPED_BY = {
    "read a file": {"landlock", "seccomp"},
    "ask about a file": {"mount_ns"},
    "write a file": {"seccomp"},
    "fill its home": {"seccomp"},
    "open a socket": {"seccomp"},
    "start a program": {"seccomp"},
    "fork": {"seccomp"},
    "signal the parent": {"seccomp"},
    "raise a limit": {"rlimits"},
    "use more memory": {"memory"},
    "start threads without end": {"threads"},
}

_ATTACKS = """
import os, resource, socket, threading

def _write():
    with open("/tmp/tutor-self-test", "w") as file:
        file.write("x")

def _fill():
    home = os.path.expanduser("~")
    for number in range(40):
        with open(f"{home}/{number}", "wb") as file:
            file.write(bytes(1 << 20))

def _start():
    os.posix_spawn("/bin/true", ["true"], {})

def _fork():
    if os.fork() == 0:
        os._exit(0)

def _raise():
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard + 1, hard + 1))

def _threads():
    stay = threading.Event()
    try:
        for _ in range(1000):
            threading.Thread(target=stay.wait, daemon=True).start()
    except RuntimeError:
        raise OSError
    finally:
        stay.set()

ATTACKS = {
    "read a file": lambda: open("/etc/passwd").close(),
    "ask about a file": lambda: os.stat("/etc/passwd"),
    "write a file": _write,
    "fill its home": _fill,
    "open a socket": lambda: socket.socket().close(),
    "start a program": _start,
    "fork": _fork,
    "signal the parent": lambda: os.kill(os.getppid(), 0),
    "raise a limit": _raise,
    "use more memory": lambda: bytearray(1 << 36),
    "start threads without end": _threads,
}

def succeeded(tried):
    names = []
    for name in tried:
        try:
            ATTACKS[name]()
        except (OSError, ValueError, MemoryError):
            continue
        names.append(name)
    return names
"""


def require(floor: Floor, zygote: Zygote) -> None:
    """Open a box, check its layers and attack it.

    Raises Refused when the machine offers less than the floor, and GraderError when a layer does
    not do what it is there for.
    """
    with zygote.box() as box:
        layers = set(box.layers)
        if missing := sorted(LAYERS[floor] - layers):
            raise Refused(
                f"The isolation level '{floor}' needs {', '.join(missing)}, which is missing on "
                "this machine. `tutor doctor` says how to fix it."
            )
        broken = _succeeded(box, [name for name in _STOPPED_BY if _STOPPED_BY[name] <= layers])
        if "own_uid" in layers and os.geteuid() in users_of(box.pid):
            broken.append("act as the grader's user")
    if broken:
        raise GraderError(
            f"The sandbox is not safe: a program in it could {' and '.join(broken)}. "
            "Nothing is graded on this machine until this is fixed."
        )


def _succeeded(box: Box, attacks: list[str]) -> list[str]:
    call: dict[str, Any] = {
        "op": "call",
        "object": None,
        "name": "succeeded",
        "args": (attacks,),
        "kwargs": {},
    }
    try:
        box.load([("self_test.py", _ATTACKS)])
        names = box.request({**call, "device": "cpu"}).value
    except BoxTrouble as trouble:
        raise GraderError(f"The sandbox could not be tested: {trouble}.") from None
    return [name for name in attacks if name in names]
