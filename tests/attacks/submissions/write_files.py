# attack: leave files behind, change the tutor's own, poison installed packages
# stopped by: the view of the file system; Landlock; seccomp
# expect: full marks
# rules: none
import ctypes
import os
import sys
import tempfile
from pathlib import Path

import torch
import tutor

MARK = "tutor-attack-left-behind"
ROOT = Path(tutor.__file__).parents[1]
SUITE = ROOT / "graders" / "01_predict" / "forward_linear" / "suite.py"
FOLDERS = ["/tmp", "/var/tmp", "/dev/shm", "/", "/box", "/root", "/proc", ROOT, ".",
           Path(torch.__file__).parent, *filter(os.path.isdir, sys.path)]
libc = ctypes.CDLL(None, use_errno=True)


def raw(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)


def ways(folder):
    path = f"{folder}/{MARK}"
    yield lambda: open(path, "w")
    yield lambda: os.open(path, os.O_CREAT | os.O_RDONLY)
    yield lambda: os.open(folder, getattr(os, "O_TMPFILE", 0) | os.O_RDWR)
    yield lambda: os.mkdir(path)
    yield lambda: os.symlink("/etc/passwd", path)
    yield lambda: os.mkfifo(path)
    yield lambda: raw("creat", path.encode(), 0o600)
    yield lambda: tempfile.NamedTemporaryFile(dir=folder, delete=False)
    yield lambda: torch.save(torch.zeros(1), path)


ON_THE_SUITE = [
    lambda: open(SUITE, "a"),
    lambda: os.open(SUITE, os.O_RDONLY | os.O_TRUNC),
    lambda: os.truncate(SUITE, 0),
    lambda: os.unlink(SUITE),
    lambda: os.rename(SUITE, f"{SUITE}.old"),
    lambda: os.link(SUITE, f"/tmp/{MARK}"),
    lambda: os.chmod(SUITE, 0o777),
    lambda: os.utime(SUITE, (0, 0)),
    lambda: os.setxattr(SUITE, "user.x", b"y"),
    lambda: raw("shm_open", f"/{MARK}".encode(), os.O_CREAT | os.O_RDWR, 0o600),
    lambda: raw("shmget", 4711, 4096, 0o1600),
    lambda: raw("semget", 4711, 1, 0o1600),
    lambda: raw("mq_open", f"/{MARK}".encode(), os.O_CREAT | os.O_RDWR, 0o600, None),
]


def forward_linear(X, W, b):
    attempts = [way for folder in FOLDERS for way in ways(folder)] + ON_THE_SUITE
    for number, attempt in enumerate(attempts):
        try:
            attempt()
        except (OSError, RuntimeError):  # torch raises RuntimeError where it cannot open a file
            continue
        raise ValueError(f"attempt {number} went through")
    return X @ W + b
