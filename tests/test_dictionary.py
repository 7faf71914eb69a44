"""What is said of wrong values that no known mistake explains: as if one thing were changed."""

import ast
from types import ModuleType

import pytest

from tutor.course import Course
from tutor.grading.changes.guarded import CALLED, reporting, stopping
from tutor.grading.grader import Grader
from tutor.grading.report import Report
from tutor.grading.source import Source, read_source

AS_IF = "Your values are as if "


def graded(grader: Grader, course: Course, slug: str, *changes: tuple[str, str]) -> Report:
    """The report on the reference with some of its text replaced."""
    exercise = course.exercise(slug)
    text = exercise.solution.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return grader.grade(exercise, Source(f"{slug}.py", text), device="cpu", seed=1)


def resemblances(report: Report) -> list[str]:
    return [
        AS_IF + check.message.partition(AS_IF)[2].partition(".")[0]
        for check in report.checks
        if AS_IF in check.message
    ]


SIGN = ("return s * (1 - s)", "return s * (1 + s)")


def test_a_change_of_a_right_solution_with_these_values_is_told(
    grader: Grader, course: Course
) -> None:
    report = graded(grader, course, "activations", SIGN)
    assert not report.misconceptions
    assert resemblances(report) == [AS_IF + "one addend had the wrong sign"]
    first = next(check for check in report.checks if check.score < check.points)
    assert AS_IF in first.message.splitlines()[0]


def test_the_report_carries_it_to_every_face(grader: Grader, course: Course) -> None:
    report = graded(grader, course, "activations", SIGN)
    assert resemblances(Report.from_json(report.to_json())) == resemblances(report)


def test_nothing_is_said_where_a_known_mistake_is_named(grader: Grader, course: Course) -> None:
    report = graded(grader, course, "forward_linear", ("X @ W + b", "X @ W"))
    assert "bias-forgotten" in report.misconceptions
    assert not resemblances(report)


def test_nothing_is_said_of_values_that_no_change_gives(grader: Grader, course: Course) -> None:
    report = graded(grader, course, "activations", ("return s * (1 - s)", "return 0.3 * s.sin()"))
    assert not report.full_marks
    assert not resemblances(report)


def test_nothing_is_said_of_values_that_many_changes_give(grader: Grader, course: Course) -> None:
    report = graded(grader, course, "activations", ("return 1 - tanh(z) ** 2", "return z - z"))
    assert not report.full_marks
    assert not resemblances(report)


def test_a_right_submission_makes_no_change(course: Course) -> None:
    grader, exercise = Grader(), course.exercise("activations")
    try:
        assert grader.grade(exercise, read_source(exercise.solution), device="cpu").full_marks
        dictionary = grader.rooms[exercise.suite].dictionary
        assert dictionary is not None
        assert dictionary.size == 0
        graded(grader, course, "activations", SIGN)
        assert dictionary.size > 0
    finally:
        grader.close()


@pytest.mark.parametrize("text", ["while True:\n    pass", "for _ in iter(int, 1):\n    pass"])
def test_a_change_that_never_ends_is_stopped(text: str) -> None:
    class Enough(BaseException):
        pass

    turns = []

    def here() -> None:
        turns.append(1)
        if len(turns) == 100:
            raise Enough

    code = compile(stopping(ast.parse(text)), "mutant", "exec")
    with pytest.raises(Enough):
        exec(code, {CALLED: here})


def test_a_program_reports_the_statements_that_it_runs() -> None:
    text = "def f(x):\n    if x:\n        return 1\n    y = 2\n    return y\nz = f(0)"
    reached: list[int] = []
    module = ModuleType("program")
    vars(module)[CALLED] = lambda *number: reached.extend(number)
    exec(compile(reporting(ast.parse(text)), "program", "exec"), vars(module))
    assert vars(module)["z"] == 2
    assert reached == [4, 0, 2, 3]
