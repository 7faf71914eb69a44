# attack: ask by name after the suite, the records and the machine's files: sizes and times say much
# stopped by: the view of the file system
# needs: mount_ns
# expect: full marks
import ctypes
import os
import sys
from pathlib import Path

import tutor

ROOT = Path(tutor.__file__).parents[1]
NAMES = [
    ROOT / "graders", ROOT / "solutions", ROOT / "exercises", ROOT / "pyproject.toml",
    ROOT / "tests" / "test_attacks.py", ROOT / "tutor" / "content" / "graders",
    ROOT / "graders" / "01_predict" / "forward_linear" / "suite.py",
    ROOT / ".tutor" / "demo.sqlite", "/etc/passwd", "/etc/hostname", "/home", "/root/.bashrc",
    "/var/log", "/var/lib", "/run", "/usr/bin", "/bin/sh", "/opt", "/srv", "/boot",
    "/dev/vda", "/dev/mem", "/sys/class", "/sys/fs", "/sys/kernel/security", sys.executable,
    f"/proc/{os.getppid()}/../{2**15}", "/old", "/new",
]
libc = ctypes.CDLL(None, use_errno=True)
WAYS = [os.stat, os.lstat, os.readlink, os.statvfs, os.chdir,
        lambda p: os.access(p, os.F_OK) or os.stat(f"{p}/nothing/"),
        lambda p: os.open(p, getattr(os, "O_PATH", 0)),
        lambda p: os.stat(f"/proc/self/root{p}"),
        lambda p: os.stat(f"/proc/1/root{p}"),
        lambda p: os.stat(f"../../../../..{p}")]


def forward_linear(X, W, b):
    for name in NAMES:
        for number, way in enumerate(WAYS):
            try:
                way(str(name))
            except OSError:
                continue
            raise RuntimeError(f"{name} by way {number}")
    return X @ W + b
