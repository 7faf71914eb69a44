"""What a learner reads first: one thing to fix, on one screen."""

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rich.console import Console

from tutor.cli.verdict import verdict
from tutor.course import Course, load_course
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.learning.verdict import causes, gain

RAISED = "{kind} during this check: “no”\n  net.py, line {line}, in forward\n    Z = X @ W1"


def check(
    name: str, task: int, outcome: Outcome, message: str = "", mistake: str | None = None
) -> CheckResult:
    return CheckResult(name, f"Title of {name}", task, 1.0, outcome, message, mistake=mistake)


def report(*checks: CheckResult, **misconceptions: str) -> Report:
    known = {name.replace("_", "-"): text for name, text in misconceptions.items()}
    return Report("splits", checks, "cpu", (), 0, "", "", 0.1, known)


def screen(course: Course, shown: Report, before: Report | None = None) -> list[str]:
    console = Console(width=80, file=StringIO())
    footer = ["Fix this first and try again: tutor check splits. All of it: add --all"]
    exercise = course.exercise("splits")
    return [line.plain for line in verdict(shown, exercise, console, before=before, footer=footer)]


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course()


@pytest.mark.parametrize(
    ("checks", "order"),
    [
        ([("a", 2, Outcome.WRONG, "x"), ("b", 1, Outcome.WRONG, "y")], "ba"),
        ([("a", 1, Outcome.WRONG), ("b", 1, Outcome.DIED, "E")], "ba"),
        ([("a", 1, Outcome.SKIPPED), ("b", 2, Outcome.TIMEOUT)], "ba"),
        ([("a", 1, Outcome.DIED, "Not written yet: task 1"), ("b", 2, Outcome.WRONG)], "ba"),
        ([("a", 1, Outcome.WRONG, "x"), ("b", 1, Outcome.WRONG, "y")], "ab"),
        ([("a", 1, Outcome.GRADER_ERROR), ("b", 3, Outcome.WRONG)], "ba"),
    ],
)
def test_causes_are_in_the_order_in_which_to_fix_them(
    checks: list[tuple[str, int, Outcome]], order: str
) -> None:
    found = causes(report(*(check(*one) for one in checks)))
    assert [cause.first.id for cause in found] == list(order)


def test_one_line_that_raises_in_several_checks_is_one_cause() -> None:
    (cause,) = causes(
        report(
            check("a", 1, Outcome.DIED, RAISED.format(kind="NameError", line=3)),
            check("b", 2, Outcome.DIED, RAISED.format(kind="NameError", line=9)),
            check("c", 2, Outcome.PASSED),
        )
    )
    assert cause.tasks == (1, 2)
    assert "type and its shape" in cause.advice


def test_one_misconception_is_one_cause_whatever_the_values_are() -> None:
    found = causes(
        report(
            check("a", 1, Outcome.WRONG, "1 is not 2", "sum-for-mean"),
            check("b", 1, Outcome.WRONG, "3 is not 4", "sum-for-mean"),
            check("c", 1, Outcome.WRONG, "5 is not 6"),
        )
    )
    assert [[one.id for one in cause.checks] for cause in found] == [["a", "b"], ["c"]]


@pytest.mark.parametrize(
    ("message", "advice"),
    [
        ("The result has the wrong value.\n    yours:    1\n    expected: 2", "by hand"),
        ("The answers have dtype bool; int64 was expected.", "the dtype after each line"),
        ("The result has shape (2,); () was expected.", "the shape after each line"),
        ("The result is of type list; a tensor was expected.", "with the docstring"),
        ("The result contains NaN (1 of 2 values).", "the first NaN"),
        ("The call changes its argument w in place.", "Work on a new tensor."),
        ("Two calls dropped the same elements.", "Find the line that decides this"),
    ],
)
def test_what_to_try_fits_what_went_wrong(message: str, advice: str) -> None:
    (cause,) = causes(report(check("a", 1, Outcome.WRONG, message)))
    assert advice in cause.advice


@pytest.mark.parametrize(
    "message",
    [
        "The result is None (is a `return` missing?); a tensor was expected.",
        "40 more rows cost 80 more torch operations, because Python handles them one by one. Use "
        "one torch operation for all of them.",
    ],
)
def test_a_sentence_that_says_what_to_do_needs_no_advice(message: str) -> None:
    (cause,) = causes(report(check("a", 1, Outcome.WRONG, message)))
    assert cause.advice == ""


def test_what_changed_counts_checks_of_both_reports_only() -> None:
    before = report(check("a", 1, Outcome.PASSED), check("b", 1, Outcome.WRONG))
    now = report(check("b", 1, Outcome.PASSED), check("new", 1, Outcome.PASSED))
    found = gain(now, before)
    assert found is not None
    assert (found.points, found.fixed, found.broken) == (1.0, 1, 1)
    assert gain(now, None) is None


def test_the_first_screen_says_what_changed_and_what_to_fix(course: Course) -> None:
    before = report(check("a", 1, Outcome.WRONG), check("b", 2, Outcome.WRONG))
    now = report(check("a", 1, Outcome.PASSED), check("b", 2, Outcome.WRONG, "It has no rows."))
    lines = screen(course, now, before)
    assert lines[0] == "splits  1 / 2   +1: 1 more check passes"
    assert lines[2:4] == ["✗ Title of b", "    It has no rows."]
    assert "✓ Task 1  At random  1 / 1" in lines
    assert "✗ Task 2  By group  0 / 1  its check fails" in lines
    assert lines[-1].startswith("Fix this first")
    assert screen(course, now, now)[0] == "splits  1 / 2   as before"


def test_a_task_that_is_right_given_an_earlier_one_says_so(course: Course) -> None:
    given = check("b", 2, Outcome.PASSED, "Right, given your `random_split`.")
    lines = screen(course, report(check("a", 1, Outcome.WRONG), given))
    assert "✓ Task 2  By group  1 / 1  Right, given your `random_split`." in lines


def test_a_right_answer_is_short(course: Course) -> None:
    lines = screen(course, report(check("a", 1, Outcome.PASSED)))
    assert not any("✗" in line for line in lines)
    assert len(lines) == 5


outcomes = some.sampled_from([o for o in Outcome if o is not Outcome.PASSED])
words = some.text(some.sampled_from("abc `“”[]()=.,0123456789\n"), max_size=3000)


@given(
    some.lists(some.tuples(some.integers(1, 5), outcomes, words), min_size=1, max_size=40),
    some.text(some.sampled_from("abc def"), max_size=400),
)
def test_whatever_failed_fits_a_terminal(
    checks: list[tuple[int, Outcome, str]], explanation: str
) -> None:
    failed = [check(f"c{n}", *one) for n, one in enumerate(checks)]
    lines = screen(load_course(), report(*failed, known=explanation))
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    assert sum(line.startswith("✗ Task ") for line in lines) == len({task for task, *_ in checks})
