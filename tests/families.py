"""Who descends from whom among the processes of this machine."""

import time
from collections.abc import Collection
from pathlib import Path


def processes() -> dict[int, tuple[int, int]]:
    """The session and the parent of every process that lives."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, _, session, *_ = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if state != "Z":
            found[int(stat.parent.name)] = int(session), int(parent)
    return found


def family(root: int) -> set[int]:
    everybody = processes()
    found = {root}
    while new := {pid for pid, (_, parent) in everybody.items() if parent in found} - found:
        found |= new
    return found


def require_nobody_in(session: int, others: Collection[int] = ()) -> None:
    deadline = time.monotonic() + 60
    while left := {p for p, (s, _) in processes().items() if s == session or p in others}:
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


def computed(pid: int) -> int:
    """Hundredths of a second for which a process has computed; 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])
    except OSError:
        return 0
