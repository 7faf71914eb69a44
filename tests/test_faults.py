"""Faulty solutions that look right: each loses marks at the check that is about its fault.

`faults/EXERCISE.toml` holds changes of the reference, as text that is appended to it. They break
one clause of the contract each, in ways that a suite overlooks easily: state on the class, zeros
and ties, short dtypes, generators that were used before, tiny steps.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.course import Course
from tutor.grading.grader import Grader
from tutor.grading.source import Source

FOLDER = Path(__file__).parent / "faults"


def parameters() -> Iterator[object]:
    for path in sorted(FOLDER.glob("*.toml")):
        for fault in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]:
            name = fault["what"].replace(" ", "-")
            yield pytest.param(path.stem, fault, id=f"{path.stem}/{name}")


@pytest.mark.parametrize(("slug", "fault"), list(parameters()))
def test_a_fault_loses_marks_where_it_is(
    slug: str, fault: dict[str, str], grader: Grader, course: Course
) -> None:
    exercise = course.exercise(slug)
    text = exercise.solution.read_text(encoding="utf-8") + "\n\n" + fault["code"]
    report = grader.grade(exercise, Source(f"{slug}.py", text), device="cpu")
    lost = [check.id for check in report.checks if check.score < check.points]
    assert fault["lost"] in lost, f"{report.score:g} of {report.max_score:g}; lost: {lost}"
