"""The time of a whole submission: which checks are run, and which are not run any more."""

from dataclasses import replace

import pytest

from tutor.course import Course, Exercise, Limits
from tutor.errors import Refused
from tutor.grading.budget import for_checks
from tutor.grading.grader import Grader
from tutor.grading.report import Outcome, Report
from tutor.grading.rules import rules_of
from tutor.grading.source import Source

TWO_TIMEOUTS = "Not run: two checks of this task had already taken too long."
USED_UP = "Not run: your code had already used the time for the whole submission."

COMPUTES = """
import time
def compute(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end: pass
"""
RIGHT = "    return X @ W + b\n"
LINEAR = "def forward_linear(X, W, b):\n"


def limited(course: Course, slug: str = "forward_linear", **limits: float) -> Exercise:
    return replace(course.exercise(slug), limits=Limits(**limits))  # type: ignore[arg-type]


def graded(grader: Grader, exercise: Exercise, code: str) -> Report:
    return grader.grade(exercise, Source(f"{exercise.slug}.py", code), device="cpu", seed=5)


def outcomes(report: Report, task: int = 1) -> list[Outcome]:
    return [check.outcome for check in report.checks if check.task == task]


def require_one_change(found: list[Outcome], first: Outcome) -> None:
    """First checks of one outcome, then perhaps one that was cut short, and the rest not run."""
    ran = [outcome for outcome in found if outcome is not Outcome.SKIPPED]
    assert found == ran + [Outcome.SKIPPED] * (len(found) - len(ran))
    assert 0 < len(ran) < len(found)
    assert set(ran[:-1]) <= {first}
    assert ran[-1] in (first, Outcome.TIMEOUT)


def test_after_two_timeouts_the_rest_of_the_task_is_not_run(grader: Grader, course: Course) -> None:
    exercise = limited(course, "broadcasting", seconds_per_check=0.5)
    code = exercise.solution.read_text() + "\ndef one_hot(*given):\n    while True: pass\n"
    report = graded(grader, exercise, code)
    found = outcomes(report)
    assert found[:2] == [Outcome.TIMEOUT] * 2
    assert set(found[2:]) == {Outcome.SKIPPED}
    assert {c.message for c in report.checks if c.outcome is Outcome.SKIPPED} == {TWO_TIMEOUTS}
    assert set(outcomes(report, 2) + outcomes(report, 3)) == {Outcome.PASSED}


@pytest.mark.parametrize(
    ("loop", "line"),
    [
        ("    while True: pass\n", "line 3, in spin\n    while True: pass"),
        ("    import time; time.sleep(99)\n", "line 3, in spin\n    import time; time.sleep(99)"),
        (
            "    big = torch.ones(2000, 2000)\n    while True: big = big @ big * 0\n",
            "line 4, in spin\n    while True: big = big @ big * 0",
        ),
    ],
)
def test_what_takes_too_long_is_shown_with_the_line_that_ran(
    grader: Grader, course: Course, loop: str, line: str
) -> None:
    exercise = limited(course, seconds_per_check=0.5)
    code = f"import torch\ndef spin():\n{loop}{LINEAR}    spin()\n"
    report = graded(grader, exercise, code)
    first = report.checks[0]
    assert first.outcome is Outcome.TIMEOUT
    assert f"This line was running:\n  forward_linear.py, {line}" in first.message


def test_an_example_that_takes_too_long_ends_the_examples_of_its_task(
    grader: Grader, course: Course
) -> None:
    exercise = limited(course, "broadcasting", seconds_per_check=0.5)
    code = exercise.solution.read_text() + "\ndef one_hot(*given):\n    while True: pass\n"
    report = grader.check(exercise, Source("broadcasting.py", code))
    found = [check.outcome for check in report.checks if check.task == 1]
    assert found == [Outcome.TIMEOUT, *[Outcome.SKIPPED] * (len(found) - 1)]
    others = [check for check in report.checks if check.task != 1]
    assert {check.outcome for check in others} == {Outcome.PASSED}


def test_a_check_that_was_not_run_earns_nothing_and_shows_no_misconception(
    grader: Grader, course: Course
) -> None:
    exercise = limited(course, seconds_per_check=0.3)
    report = graded(grader, exercise, LINEAR + "    while True: pass\n")
    assert (report.score, report.full_marks, report.grader_failed) == (0, False, False)
    assert not report.misconceptions
    written = report.to_json()["tests"][-1]
    assert (written["status"], written["extra_data"]["outcome"]) == ("failed", "skipped")
    assert Report.from_json(report.to_json()).checks[-1].outcome is Outcome.SKIPPED


def test_slow_checks_use_up_the_time_of_the_submission(grader: Grader, course: Course) -> None:
    exercise = limited(course, seconds_per_check=20, seconds_for_submission=1)
    report = graded(grader, exercise, COMPUTES + LINEAR + "    compute(0.3)\n" + RIGHT)
    require_one_change(outcomes(report), Outcome.PASSED)
    assert report.checks[-1].message == USED_UP


def test_so_does_code_that_only_waits(grader: Grader, course: Course) -> None:
    exercise = limited(course, seconds_per_check=20, seconds_for_submission=1.5)
    report = graded(grader, exercise, COMPUTES + LINEAR + "    time.sleep(0.3)\n" + RIGHT)
    require_one_change(outcomes(report), Outcome.PASSED)
    assert report.checks[-1].message == USED_UP


@pytest.mark.parametrize("slowly", ["compute(0.4)", "time.sleep(0.4)"])
def test_so_do_loads_that_a_crash_in_every_check_asks_for(
    slowly: str, grader: Grader, course: Course
) -> None:
    exercise = limited(course, seconds_per_check=20, seconds_for_submission=1.5)
    rules = rules_of(exercise.policy)
    before = grader.zygotes.of("cpu", (), [rules])[rules].started
    report = graded(
        grader, exercise, f"{COMPUTES}{slowly}\n{LINEAR}    __import__('os')._exit(1)\n"
    )
    found = outcomes(report)
    require_one_change(found, Outcome.DIED)
    assert report.checks[-1].message == USED_UP
    ran = sum(outcome is not Outcome.SKIPPED for outcome in found)
    assert (
        grader.zygotes.of("cpu", (), [rules])[rules].started - before <= ran + 1
    )  # with the one forked ahead


def test_the_report_says_how_long_a_submission_may_take(grader: Grader, course: Course) -> None:
    exercise = limited(course, seconds_per_check=20, seconds_for_submission=1)
    report = graded(grader, exercise, COMPUTES + LINEAR + "    compute(0.3)\n" + RIGHT)
    not_run = outcomes(report).count(Outcome.SKIPPED)
    (said,) = report.remarks
    assert said.startswith(f"{not_run} of {len(report.checks)} check")
    assert said.endswith("together may compute for 1 s, or wait for 0.7 s.")


def test_without_an_entry_there_is_time_to_load_and_for_five_checks() -> None:
    limits = Limits(seconds_to_load=1, seconds_per_check=2)
    assert for_checks(limits).account.computing == 11
    assert for_checks(replace(limits, seconds_for_submission=4)).account.computing == 4


def test_examples_have_a_budget_too(grader: Grader, course: Course) -> None:
    exercise = limited(course, seconds_per_check=20, seconds_for_submission=0.2)
    code = COMPUTES + LINEAR + "    compute(1)\n" + RIGHT
    report = grader.check(exercise, Source("forward_linear.py", code), device="cpu")
    first, *rest = outcomes(report)
    assert first is Outcome.TIMEOUT
    assert set(rest) == {Outcome.SKIPPED}
    assert "used up the time for the whole submission" in report.checks[0].message


def test_a_picture_has_one_of_its_own(grader: Grader, course: Course) -> None:
    exercise = limited(course, "conv2d", seconds_to_load=0.5, seconds_for_picture=0.5)
    code = "import time\ndef conv2d(*given):\n    time.sleep(1000)\n"
    with pytest.raises(Refused, match=r"did not finish its picture: it used up the time"):
        grader.picture(exercise, Source("conv2d.py", code))


def test_examples_stop_a_task_after_one_timeout(grader: Grader, course: Course) -> None:
    exercise = limited(course, seconds_per_check=0.5)
    code = LINEAR + "    while True: pass\n"
    report = grader.check(exercise, Source("forward_linear.py", code), device="cpu")
    first, *rest = outcomes(report)
    assert first is Outcome.TIMEOUT
    assert set(rest) == {Outcome.SKIPPED}
    assert report.checks[1].message == "Not run: a check of this task has already taken too long."
