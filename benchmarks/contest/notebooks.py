"""The two graders of notebooks: nbgrader autograde, and Otter's `otter run`.

One notebook a submission: a cell for each exercise, and where the grader wants them there, a cell
for each check. Both notebooks and tests call the checks that all systems call.
"""

import json
import os
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat

from contest.measure import run
from contest.pupils import SLUGS, Pupil
from contest.systems import Unavailable, Verdicts

_HW = "homework"


def _hidden_call(check: str) -> str:
    slug, _, name = check.partition("/")
    return f"from contest.checking import require\nrequire({slug!r}, {name!r}, globals())"


class Nbgrader:
    """`nbgrader autograde` of the whole class at once; it starts a kernel for each submission."""

    name = "nbgrader autograde"
    warm = False

    def __init__(self, points: Mapping[str, float], cell_seconds: int = 60) -> None:
        self.points = dict(points)
        self.cell_seconds = cell_seconds

    def prepare(self, pupils: Sequence[Pupil], folder: Path, seconds: float) -> None:
        self.folder = folder
        self.seconds = seconds
        folder.mkdir(parents=True)
        (folder / "nbgrader_config.py").write_text(
            "c = get_config()\n"
            "c.CourseDirectory.course_id = 'class'\n"
            f"c.Execute.timeout = {self.cell_seconds}\n"
        )
        source = folder / "source" / _HW / "work.ipynb"
        source.parent.mkdir(parents=True)
        _write(source, [*self._solution_cells(), *self._grade_cells()])
        self._nbgrader("generate_assignment", _HW, "--create", seconds=300)
        released = nbformat.read(folder / "release" / _HW / "work.ipynb", as_version=4)
        for pupil in pupils:
            for cell in released.cells[: len(SLUGS)]:
                cell.source = pupil.files[cell.metadata.nbgrader.grade_id]
            target = folder / "submitted" / pupil.name / _HW / "work.ipynb"
            target.parent.mkdir(parents=True)
            nbformat.write(released, target)

    def grade(self, pupils: Sequence[Pupil]) -> dict[str, Verdicts]:
        which = "--student=*" if len(pupils) > 1 else f"--student={pupils[0].name}"
        limit = 60 + self.seconds * len(pupils)
        self._nbgrader("autograde", _HW, which, "--force", seconds=limit, must=False)
        marks = self._marks()
        return {pupil.name: marks.get(pupil.name, {}) for pupil in pupils}

    def close(self) -> None:
        return

    def _solution_cells(self) -> list[Any]:
        return [
            _code_cell("### BEGIN SOLUTION\n### END SOLUTION", grade_id=slug, solution=True)
            for slug in SLUGS
        ]

    def _grade_cells(self) -> list[Any]:
        return [
            _code_cell(
                f"### BEGIN HIDDEN TESTS\n{_hidden_call(check)}\n### END HIDDEN TESTS",
                grade_id=f"check_{number:02}",
                grade=True,
                locked=True,
                points=points,
            )
            for number, (check, points) in enumerate(self.points.items())
        ]

    def _nbgrader(self, *words: str, seconds: float, must: bool = True) -> None:
        bin_ = str(Path(sys.executable).parent)  # nbgrader calls the command alembic
        own = {"JUPYTER_CONFIG_DIR": str(self.folder / "jupyter"), "IPYTHONDIR": str(self.folder)}
        own["PATH"] = f"{bin_}{os.pathsep}{os.environ['PATH']}"
        done = run([sys.executable, "-m", "nbgrader", *words], self.folder, seconds, own)
        if must and (done is None or done.returncode):
            raise Unavailable(f"nbgrader {words[0]}: {done.stdout[-300:] if done else 'no end'}")

    def _marks(self) -> dict[str, Verdicts]:
        """From the gradebook: full points or not, for each student and cell."""
        query = """
            select submitted_assignment.student_id, base_cell.name, grade.auto_score
            from grade
            join base_cell on base_cell.id = grade.cell_id
            join submitted_notebook on submitted_notebook.id = grade.notebook_id
            join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        """
        checks = list(self.points)
        marks: dict[str, Verdicts] = {}
        book = sqlite3.connect(self.folder / "gradebook.db")
        for student, cell, score in book.execute(query):
            check = checks[int(cell.removeprefix("check_"))]
            marks.setdefault(student, {})[check] = score == self.points[check]
        book.close()
        return marks


class Otter:
    """`otter run`: one submission a process, with Otter's default kind of test."""

    name = "otter run"
    warm = False

    def __init__(self, points: Mapping[str, float], python: Path) -> None:
        self.points = dict(points)
        self.python = python

    def prepare(self, pupils: Sequence[Pupil], folder: Path, seconds: float) -> None:
        self.folder = folder
        self.seconds = seconds
        if not self.python.exists():
            raise Unavailable("otter-grader is not installed (`make peers` does that)")
        tests = folder / "tests"
        tests.mkdir(parents=True)
        for number, (check, points) in enumerate(self.points.items()):
            (tests / f"check_{number:02}.py").write_text(_otter_test(number, check, points))
        (folder / "otter_config.json").write_text(json.dumps({"pdf": False}))
        done = self._otter("generate", "-t", "tests", "-o", "autograder.zip", seconds=120)
        if not (folder / "autograder.zip").exists():
            raise Unavailable(f"otter generate: {done[-300:]}")
        for pupil in pupils:
            (folder / pupil.name).mkdir()
            cells = [nbformat.v4.new_code_cell(pupil.files[slug]) for slug in SLUGS]
            _write(folder / pupil.name / "work.ipynb", cells)

    def grade(self, pupils: Sequence[Pupil]) -> dict[str, Verdicts]:
        return {pupil.name: self._one(pupil.name) for pupil in pupils}

    def close(self) -> None:
        return

    def _one(self, name: str) -> Verdicts:
        words = ("run", f"{name}/work.ipynb", "-a", "autograder.zip", "-o", name, "--no-logo")
        self._otter(*words, seconds=self.seconds)
        results = self.folder / name / "results.json"
        if not results.exists():
            return {}
        checks = list(self.points)
        marks = {}
        for test in json.loads(results.read_text())["tests"]:
            number = test["name"].removeprefix("check_").partition(" ")[0]
            if number.isdigit() and "max_score" in test:
                marks[checks[int(number)]] = test["score"] == test["max_score"]
        return marks

    def _otter(self, *words: str, seconds: float) -> str:
        own = {"JUPYTER_CONFIG_DIR": str(self.folder / "jupyter"), "IPYTHONDIR": str(self.folder)}
        own["PATH"] = f"{self.python.parent}{os.pathsep}{os.environ['PATH']}"
        done = run([str(self.python), "-m", "otter", *words], self.folder, seconds, own)
        return done.stdout if done else "it did not end in time"


def _otter_test(number: int, check: str, points: float) -> str:
    code = "\n".join(f">>> {line}" for line in _hidden_call(check).splitlines())
    case = {"code": code, "hidden": True, "locked": False}
    suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    test = {"name": f"check_{number:02}", "points": points, "suites": [suite]}
    return f"OK_FORMAT = True\n\ntest = {test!r}\n"


def _code_cell(
    source: str,
    *,
    grade_id: str,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
) -> Any:
    about: dict[str, Any] = {"schema_version": 3, "grade_id": grade_id, "task": False}
    about |= {"grade": grade, "solution": solution, "locked": locked}
    if points is not None:
        about["points"] = points
    return nbformat.v4.new_code_cell(source, metadata={"nbgrader": about})


def _write(path: Path, cells: Sequence[Any]) -> None:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[*cells], metadata={"kernelspec": kernel})
    nbformat.write(notebook, path)
