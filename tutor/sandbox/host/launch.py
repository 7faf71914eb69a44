"""Start a zygote. This module imports no torch, so that a process can start one and then import
torch itself while the zygote does the same on another core."""

import json
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tutor.sandbox.protocol import notes
from tutor.sandbox.protocol.absent import Rules
from tutor.sandbox.protocol.home import HOME

_START = "from tutor.sandbox.guest.zygote import main; main()"

# What libraries of linear algebra, Apple's among them, read when they are loaded.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}

# One thread, because a process with several cannot be forked safely; fewer, larger pages, because
# they make the fork of a large process twice as fast. On macOS no objection of Objective-C's to a
# fork.
_ENVIRONMENT = ONE_THREAD | {
    "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": HOME,
    # An arena for each thread would take 64 MB of address space, and a few would be a box's memory.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=2",
    "PYTHONMALLOC": "malloc",
    "PYTHONDONTWRITEBYTECODE": "1",
}


@dataclass(frozen=True)
class Launched:
    """A zygote that is starting, for which device, and our end of the socket to it."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    device: str


def furnish(launched: Launched, rules: Rules) -> Launched:
    """Ask a zygote for one that is furnished for these rules, and do not wait for it.

    Raises ConnectionError when the zygote is gone.
    """
    ours, theirs = notes.pair()
    with theirs:
        note = {"op": "furnish", "rules": asdict(rules)}
        notes.send(launched.control, note, [theirs.fileno()])
    return Launched(launched.process, ours, launched.device)


def launch(
    device: str = "cpu", preload: Sequence[str] = (), hidden: Sequence[Path] = ()
) -> Launched:
    """Start a zygote that makes boxes for `device`, "cpu" or "cuda".

    It gets an environment of its own, nothing of ours, and imports the modules of `preload` besides
    torch before it forks the first box. No box may read the folders of `hidden`.
    """
    ours, theirs = notes.pair()
    config = {
        "socket": theirs.fileno(),
        "device": device,
        "preload": list(preload),
        "hidden": [str(path) for path in hidden],
    }
    process = subprocess.Popen(
        [sys.executable, "-s", "-P", "-c", _START, json.dumps(config)],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        cwd="/",
        process_group=0,  # Ctrl+C is for the grader, whose end closes the socket
    )
    theirs.close()
    return Launched(process, ours, device)
