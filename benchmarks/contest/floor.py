"""A process that grades without a box, as the floor that isolation is measured against.

Run as `python floor.py HOW`; it reads {slug: path} as JSON lines and answers each with the verdicts
of all checks. HOW is one of

    together     every submission in this very process
    submission   a fork for each submission
    exercise     a fork for each exercise of it
    check        a fork for each check, ended after a while: the truth that marks are held against
"""

import gc
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch

from contest import checking
from contest.pupils import SLUGS
from tutor.sandbox.guest.warm import warm_up

_SECONDS = 20  # for one check of the truth

Verdicts = dict[str, bool]


def together(files: dict[str, str]) -> Verdicts:
    found: Verdicts = {}
    for slug, path in files.items():
        found |= checking.verdicts(slug, Path(path))
    return found


def forked(action: Callable[[], Verdicts], seconds: int = 0) -> Verdicts:
    """Do it in a fork; nothing when the fork does not come to its end."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        if seconds:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(seconds)
        os.write(writing, json.dumps(action()).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    answer: Verdicts = json.loads(text) if text else {}
    return answer


def by_submission(files: dict[str, str]) -> Verdicts:
    return forked(lambda: together(files))


def by_exercise(files: dict[str, str]) -> Verdicts:
    found: Verdicts = {}
    for slug, path in files.items():
        found |= forked(partial(checking.verdicts, slug, Path(path)))
    return found


def by_check(files: dict[str, str]) -> Verdicts:
    found: Verdicts = {}
    for slug, path in files.items():
        for name in checking.room(slug).checks:
            answer = forked(partial(_one, slug, Path(path), name), _SECONDS)
            found[f"{slug}/{name}"] = answer.get(name, False)
    return found


def _one(slug: str, path: Path, name: str) -> Verdicts:
    try:
        names = checking.load(path)
    except BaseException:
        return {}
    return {name: checking.passes(slug, name, names)}


HOW = {
    "together": together,
    "submission": by_submission,
    "exercise": by_exercise,
    "check": by_check,
}


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)  # what learners print is lost
    os.dup2(null, 2)
    torch.set_num_threads(1)
    warm_up()
    for slug in SLUGS:
        checking.room(slug)
    gc.collect()
    gc.freeze()
    grade = HOW[sys.argv[1]]
    for line in sys.stdin:
        answers.write(json.dumps(grade(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
