# attack: open the suite, the mistakes, the reference, the examples and the tutor's own code
# stopped by: the view of the file system; Landlock
# expect: full marks
import importlib.util
import io
import linecache
import os
import sys
from pathlib import Path

import tutor

ROOT = Path(tutor.__file__).parents[1]
ROOM = "01_predict/forward_linear"
SECRETS = [
    ROOT / "graders" / ROOM / "suite.py",
    ROOT / "graders" / ROOM / "mistakes.py",
    ROOT / "solutions" / "01_predict" / "forward_linear.py",
    ROOT / "exercises" / ROOM / "examples.py",
    ROOT / "tutor" / "grading" / "compare.py",
    ROOT / "pyproject.toml",
]


def through_descriptor(path):
    descriptor = os.open(path, os.O_PATH)
    return open(f"/proc/self/fd/{descriptor}").read()


def through_folder(path):
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    return os.read(os.open(path.name, os.O_RDONLY, dir_fd=folder), 100)


def through_working_folder(path):
    os.chdir(path.parent)
    return open(path.name).read()


def through_import(path):
    spec = importlib.util.spec_from_file_location("stolen", path)
    if spec is None:
        return None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return "imported"


WAYS = [
    lambda path: path.read_text(),
    lambda path: io.open_code(str(path)).read(),
    lambda path: "".join(linecache.getlines(str(path))) or None,
    lambda path: os.open(path, os.O_RDONLY | os.O_NONBLOCK),
    lambda path: open("/proc/self/root" + str(path)).read(),
    through_descriptor,
    through_folder,
    through_working_folder,
    through_import,
]


def forward_linear(X, W, b):
    for path in SECRETS:
        for number, way in enumerate(WAYS):
            try:
                got = way(path)
            except OSError:
                continue
            if got is not None:
                raise RuntimeError(f"way {number} into {path}: {got}")
    return X @ W + b
