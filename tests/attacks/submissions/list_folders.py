# attack: list the machine's folders, also by descriptors that only name a path
# stopped by: the view of the file system; Landlock
# expect: full marks
import glob
import os
from pathlib import Path

import tutor

ROOT = Path(tutor.__file__).parents[1]
FOLDERS = ["/", "/tmp", "/home", "/root", "/etc", "/proc", "/sys", "/dev", "/dev/shm", "/var/tmp",
           ROOT, ROOT / "graders", ROOT / "solutions", ROOT / "tutor", "."]


def by_descriptor(folder):
    return os.listdir(os.open(folder, os.O_PATH | os.O_DIRECTORY))


def by_moving(folder):
    os.chdir(folder)
    return os.listdir(".")


WAYS = [os.listdir, by_descriptor, by_moving, lambda f: glob.glob(f"{f}/*"),
        lambda f: [entry for _, folders, files in os.walk(f) for entry in folders + files]]


def forward_linear(X, W, b):
    for folder in FOLDERS:
        for way in WAYS:
            try:
                found = way(folder)
            except OSError:
                continue
            if found:
                raise RuntimeError(f"{folder}: {found}")
    return X @ W + b
