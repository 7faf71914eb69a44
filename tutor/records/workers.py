"""The names of those who grade, from which others on the same machine can tell that they have died.

A process that was killed leaves its work behind. Its lease would keep others away for a minute;
whoever can see that the process is gone need not wait.
"""

import hashlib
import os
import socket
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from uuid import uuid4


def worker_name() -> str:
    """A name for somebody who grades in this process; each call gives another one."""
    return f"{_place()}:{os.getpid()}:{_started(os.getpid())}:{uuid4().hex[:8]}"


def has_died(worker: str) -> bool:
    """Whether the process of this name is certainly gone; False for one on another machine."""
    place, _, rest = worker.rpartition(":")[0].partition(":")
    pid, _, started = rest.partition(":")
    if place != _place() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # it is somebody else's, who may not let us look
        return False
    return _started(int(pid)) != started


@cache
def _place() -> str:
    """This machine since it was started, and on Linux the container: where numbers of processes
    mean the same."""
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii"))
        parts.append(os.readlink("/proc/self/ns/pid"))
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]
    return f"{parts[0].replace(':', '-')}/{digest}"


def _started(pid: int) -> str:
    """When a process was started, in ticks since the machine was: a number is used again. Empty
    where nothing tells. A process that ended and was not collected yet has not that time."""
    if sys.platform != "linux":
        return ""
    with suppress(OSError, IndexError):
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return "" if fields[0] in (b"Z", b"X") else fields[19].decode()
    return ""
