"""Honest ways of writing the exercises, each of which gets full marks.

Every file of `honest/<exercise>/` is a right solution, handed in as its author left it: with debug
prints, comparisons with torch's own functions, unused imports, checks of arguments. Its first line
(a notebook: that of its first cell of code) is a comment that says what habit it shows. A second
line `# gap: why` is for one that does not get full marks yet; the test says so as soon as it does.
All are graded with one seed, so that a test run depends on the code alone; `make luck` tries many.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tutor.course import Course
from tutor.grading.grader import Grader
from tutor.grading.report import Outcome, Report
from tutor.grading.source import Source, read_source

SEED = 3
FOLDER = Path(__file__).parent / "honest"
GAP = "# gap: "
SLOW = {"cats_and_dogs"}  # they train a net of fastai


@dataclass(frozen=True)
class Honest:
    """One file, the exercise that it is for, and what its first lines say."""

    path: Path
    exercise: str
    habit: str
    gap: str


def read_honest(path: Path) -> Honest:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "".join(next(cell for cell in cells if cell["cell_type"] == "code")["source"])
    first, second, *_ = [*text.splitlines(), ""]
    assert first.startswith("# "), f"{path} does not say which habit it shows"
    gap = second.removeprefix(GAP) if second.startswith(GAP) else ""
    return Honest(path, path.parent.name, first.removeprefix("# "), gap)


def corpus() -> list[Honest]:
    return [read_honest(p) for p in sorted([*FOLDER.glob("*/*.py"), *FOLDER.glob("*/*.ipynb")])]


def parameters() -> Iterator[object]:
    for honest in corpus():
        marks = [pytest.mark.slow] if honest.exercise in SLOW else []
        if honest.gap:
            marks.append(pytest.mark.xfail(reason=honest.gap, strict=True))
        yield pytest.param(honest, id=f"{honest.exercise}/{honest.path.name}", marks=marks)


def what_is_missing(honest: Honest, report: Report) -> str:
    """Say which checks were not passed, and why, for whoever reads the failure."""
    lines = [
        f"{check.id} ({check.outcome.value}): {check.message}"
        for check in report.checks
        if check.outcome is not Outcome.PASSED
    ]
    return "\n".join([f"{report.score:g} of {report.max_score:g} for {honest.habit}", *lines])


@pytest.mark.filterwarnings("ignore")  # the reference of cats_and_dogs imports libraries that warn
@pytest.mark.parametrize("honest", list(parameters()))
def test_an_honest_habit_costs_nothing(honest: Honest, grader: Grader, course: Course) -> None:
    source = Source(f"{honest.exercise}{honest.path.suffix}", read_source(honest.path).text)
    report = grader.grade(course.exercise(honest.exercise), source, device="cpu", seed=SEED)
    assert report.full_marks, what_is_missing(honest, report)


def test_the_corpus_covers_the_course(course: Course) -> None:
    """Every exercise is there, and those with rules in several forms."""
    written = [honest.exercise for honest in corpus()]
    assert len(written) >= 110
    assert set(written) == {exercise.slug for exercise in course.exercises}
    ruled = [exercise.slug for exercise in course.exercises if exercise.policy.forbid]
    assert all(written.count(slug) >= 4 for slug in ruled)
