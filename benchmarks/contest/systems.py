"""The systems that grade the class, behind one small interface: the floors, pytest and the tutor.

A system is prepared outside the clock, and then grades pupils. What it says of a check is passed
or not; a check of which it says nothing has not passed. One that stays warm between submissions
starts in `prepare`, and has graded a submission by then.
"""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree

from contest.measure import environment, run
from contest.pupils import SLUGS, Pupil
from tutor.course import Course
from tutor.grading.graders import Graders
from tutor.grading.report import Outcome
from tutor.grading.source import Source

Verdicts = dict[str, bool]
HERE = Path(__file__).parent
SEED = 1


class Unavailable(Exception):
    """A system that cannot be run here; the sentence says why."""


class System(Protocol):
    """`seconds` bounds one submission for systems that have no such bound of their own."""

    name: str
    warm: bool

    def prepare(self, pupils: Sequence[Pupil], folder: Path, seconds: float) -> None: ...

    def grade(self, pupils: Sequence[Pupil]) -> dict[str, Verdicts]: ...

    def close(self) -> None: ...


class Floor:
    """What cannot be avoided: the checks themselves in a warm process of our own, without a box."""

    warm = True

    def __init__(self, name: str, how: str) -> None:
        self.name = name
        self.how = how
        self.answers: queue.SimpleQueue[str] = queue.SimpleQueue()

    def prepare(self, pupils: Sequence[Pupil], folder: Path, seconds: float) -> None:
        self.paths = {pupil.name: pupil.write(folder) for pupil in pupils}
        self.seconds = seconds
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "floor.py"), self.how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=environment({}),
        )
        threading.Thread(target=self._listen, daemon=True).start()
        self._ask(pupils[0], 120)

    def grade(self, pupils: Sequence[Pupil]) -> dict[str, Verdicts]:
        return {pupil.name: self._ask(pupil, self.seconds) for pupil in pupils}

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.answers.put(line)

    def _ask(self, pupil: Pupil, seconds: float) -> Verdicts:
        assert self.process.stdin is not None
        paths = {slug: str(path) for slug, path in self.paths[pupil.name].items()}
        self.process.stdin.write(json.dumps(paths) + "\n")
        self.process.stdin.flush()
        answer: Verdicts = json.loads(self.answers.get(timeout=seconds))
        return answer

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


class Tutor:
    """Ours: a box for each exercise of each submission."""

    warm = True

    def __init__(self, course: Course, workers: int) -> None:
        self.name = f"tutor, {workers} worker{'s' if workers > 1 else ''}"
        self.course = course
        self.workers = workers

    def prepare(self, pupils: Sequence[Pupil], folder: Path, seconds: float) -> None:
        self.graders = Graders(self.course.root, self.workers)
        self.grade([pupils[0]] * self.workers)

    def grade(self, pupils: Sequence[Pupil]) -> dict[str, Verdicts]:
        asked = [
            (pupil.name, slug, self.graders.grade(slug, source, device="cpu", seed=SEED))
            for pupil in pupils
            for slug, text in pupil.files.items()
            for source in [Source(f"{slug}.py", text)]
        ]
        marks: dict[str, Verdicts] = {pupil.name: {} for pupil in pupils}
        for name, slug, future in asked:
            for check in future.result(600).checks:
                marks[name][f"{slug}/{check.id}"] = check.outcome is Outcome.PASSED
        return marks

    def close(self) -> None:
        self.graders.close()


class Pytest:
    """A process of pytest for each submission, as an autograder of one's own would be."""

    name = "pytest, a process each"
    warm = False

    def __init__(self, checks: Sequence[str]) -> None:
        self.checks = checks

    def prepare(self, pupils: Sequence[Pupil], folder: Path, seconds: float) -> None:
        self.folder = folder
        self.seconds = seconds
        for pupil in pupils:
            pupil.write(folder)
            (folder / pupil.name / "test_all.py").write_text(_TESTS.format(checks=[*self.checks]))

    def grade(self, pupils: Sequence[Pupil]) -> dict[str, Verdicts]:
        return {pupil.name: self._one(self.folder / pupil.name) for pupil in pupils}

    def _one(self, folder: Path) -> Verdicts:
        results = folder / "results.xml"
        results.unlink(missing_ok=True)
        command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", "."]
        command += ["-p", "no:cacheprovider", "-p", "no:tutor", f"--junitxml={results}"]
        run([*command, "test_all.py"], folder, self.seconds, {})
        if not results.exists():
            return {}
        marks = {}
        for case in ElementTree.parse(results).iter("testcase"):
            name = case.attrib["name"].removeprefix("test_check[").removesuffix("]")
            marks[name] = not len(case.findall("failure")) + len(case.findall("error"))
        return marks

    def close(self) -> None:
        return


_TESTS = """
from functools import cache
from pathlib import Path

import pytest
from contest import checking


@cache
def names(slug):
    return checking.load(Path(__file__).parent / f"{{slug}}.py")


@pytest.mark.parametrize("check", {checks!r})
def test_check(check):
    slug, _, name = check.partition("/")
    checking.require(slug, name, names(slug))
"""


def all_checks(course: Course) -> dict[str, float]:
    """The checks of all three exercises and what they are worth, without importing torch here."""
    graders = Graders(course.root)
    try:
        return {
            f"{slug}/{check['id']}": check["points"]
            for slug in SLUGS
            for check in graders.describe(slug).result(120)["checks"]
        }
    finally:
        graders.close()
