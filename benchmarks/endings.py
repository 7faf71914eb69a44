"""How soon everything is gone after a SIGKILL in the middle of a grading. Run: make endings"""

import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

FACE = """
from pathlib import Path
from tutor.grading.graders import Graders
from tutor.grading.source import Source
hangs = "def forward_linear(X, W, b):\\n    while True: pass"
graders = Graders(Path.cwd())
graders.grade("forward_linear", Source("forward_linear.py", hangs), device="cpu").result()
"""
RUNS = 5


def below(pid: int) -> list[int]:
    """The descendants of a process, parents first."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found[1:]


def is_hanging(pid: int) -> bool:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return not below(pid) and int(fields[11]) > 20


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def milliseconds(victim: str) -> float:
    with subprocess.Popen([sys.executable, "-c", FACE]) as face:
        while not (len(found := below(face.pid)) > 2 and any(map(is_hanging, found[1:]))):
            time.sleep(0.05)
        pid = {"face": face.pid, "worker": found[0], "zygote": found[1]}[victim]
        doomed = below(pid)
        start = time.perf_counter()
        os.kill(pid, signal.SIGKILL)
        while any(map(lives, doomed)):
            time.sleep(0.001)
        taken = 1000 * (time.perf_counter() - start)
        face.kill()
    return taken


def main() -> None:
    print(f"{'milliseconds from the SIGKILL to the last end':58} {'median':>9} {'worst':>9}")
    for victim in ("face", "worker", "zygote"):
        taken = [milliseconds(victim) for _ in range(RUNS)]
        print(f"{victim:58} {statistics.median(taken):9.1f} {max(taken):9.1f}  ({RUNS})")


if __name__ == "__main__":
    main()
