"""From a submission to a mark, through the real grader and real boxes."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import torch

from tutor.course import Course, Exercise, Policy
from tutor.grading.grader import Grader
from tutor.grading.report import Outcome, Report
from tutor.grading.source import Source, read_source

RIGHT = "def forward_linear(X, W, b):\n    return X @ W + b\n"


def marked(grader: Grader, course: Course, code: str, slug: str = "forward_linear") -> Report:
    return grader.grade(course.exercise(slug), Source(f"{slug}.py", code), device="cpu")


def outcomes(report: Report) -> dict[str, Outcome]:
    return {check.id: check.outcome for check in report.checks}


def test_a_right_answer_gets_full_marks(grader: Grader, course: Course) -> None:
    report = marked(grader, course, RIGHT)
    assert (report.score, report.max_score) == (10, 10)
    assert report.full_marks
    assert {"process", "rlimits", "no_new_privs"} <= set(report.isolation)
    assert not report.misconceptions


def test_a_report_survives_its_written_form(grader: Grader, course: Course) -> None:
    report = marked(grader, course, RIGHT.replace("+ b", ""))
    again = Report.from_json(json.loads(json.dumps(report.to_json())))
    assert again.to_json() == report.to_json()


def test_a_mistake_is_named_and_explained(grader: Grader, course: Course) -> None:
    report = marked(grader, course, RIGHT.replace("+ b", ""))
    assert list(report.misconceptions) == ["bias-forgotten"]
    assert "without the bias" in report.misconceptions["bias-forgotten"]
    assert 0 < report.score < 10


def test_two_mistakes_are_both_named(grader: Grader, course: Course) -> None:
    code = "def gd_step(w, x, goal, alpha):\n    return w + alpha * x * (x * w - goal)\n"
    code += "def stable_alpha(x):\n    return 1 / x**2\n"
    report = marked(grader, course, code, "gradient_descent")
    assert set(report.misconceptions) == {"uphill", "best-instead-of-largest"}


def test_one_hanging_check_costs_itself_alone(grader: Grader, course: Course) -> None:
    code = "def forward_linear(X, W, b):\n    while len(X) == 0: pass\n    return X @ W + b\n"
    report = marked(grader, course, code)
    assert outcomes(report).pop("test_empty_batch") is Outcome.TIMEOUT
    assert report.score == 9.5


def test_one_fatal_check_costs_itself_alone(grader: Grader, course: Course) -> None:
    code = (
        "import os\ndef forward_linear(X, W, b):\n    len(X) or os._exit(0)\n    return X @ W + b\n"
    )
    report = marked(grader, course, code)
    assert outcomes(report).pop("test_empty_batch") is Outcome.DIED
    assert report.score == 9.5


def test_running_out_of_memory_is_told_apart(grader: Grader, course: Course) -> None:
    code = "import torch\ndef forward_linear(X, W, b):\n    torch.zeros(10**10)\n"
    assert set(outcomes(marked(grader, course, code)).values()) == {Outcome.MEMORY}
    code = "def forward_linear(X, W, b):\n    return bytearray(10**11)\n"
    assert set(outcomes(marked(grader, course, code)).values()) == {Outcome.MEMORY}


def test_the_same_seed_gives_the_same_report(grader: Grader, course: Course) -> None:
    """Also for a mistake in dropout, where the submission draws random numbers of its own."""
    exercise = course.exercise("dropout")
    code = exercise.solution.read_text().replace("1 / (1 - self.p)", "1.0")
    reports = [
        grader.grade(exercise, Source("dropout.py", code), device="cpu", seed=11) for _ in range(2)
    ]
    first, second = (
        [(c.id, c.outcome, c.message, c.mistake) for c in report.checks] for report in reports
    )
    assert first == second
    assert list(reports[0].misconceptions) == ["survivors-not-scaled"]


def test_new_inputs_are_drawn_for_each_grading(grader: Grader, course: Course) -> None:
    """A learner who learned one answer by heart does not get it again."""
    code = "def forward_linear(X, W, b):\n    raise ValueError(X.sum().item())\n"
    messages = {marked(grader, course, code).checks[0].message for _ in range(3)}
    assert len(messages) == 3


@pytest.mark.parametrize(
    "body",
    [
        "return torch.nn.functional.linear(X, W.T, b)",
        "return F.linear(X, W.T, b)",
        "return helper(X, W, b)",
        "return getattr(F, 'lin' + 'ear')(X, W.T, b)",
        "return torch.ops.aten.linear(X, W.T, b)",
        "return __import__('torch').nn.functional.linear(X, W.T, b)",
        "k = getattr(torch.nn, 'Lin' + 'ear')\n    return k(*W.shape).double()(X)",
    ],
)
def test_a_tool_that_does_the_task_is_not_there(grader: Grader, course: Course, body: str) -> None:
    code = (
        "import torch\nimport torch.nn.functional as F\n"
        "def helper(X, W, b):\n    return F.linear(X, W.T, b)\n"
        f"def forward_linear(X, W, b):\n    {body}\n"
    )
    report = marked(grader, course, code)
    assert report.score == 0
    assert {check.outcome for check in report.checks} == {Outcome.BLOCKED}
    for check in report.checks:
        assert re.match(r"`torch\.nn\.(functional\.linear|Linear)` is not here", check.message)
        assert "writing what it does is your task" in check.message
        assert "line " in check.message


def test_mentioning_or_not_reaching_a_forbidden_call_is_no_offence(
    grader: Grader, course: Course
) -> None:
    code = (
        '"""Like torch.nn.functional.linear, which is forbidden."""\n'
        "import torch\nimport torch.nn.functional as F  # F.linear would be easier\n"
        "def compare_with_theirs(X, W, b):\n    return F.linear(X, W.T, b)\n"
        "linear = 'torch.nn.Linear'\n" + RIGHT
    )
    assert marked(grader, course, code).full_marks


def test_a_forbidden_call_in_one_task_leaves_the_others(grader: Grader, course: Course) -> None:
    exercise = course.exercise("gradient_descent")
    code = exercise.solution.read_text() + (
        "\ndef stable_alpha(x):\n    x = x.clone().requires_grad_()\n"
        "    (x * x).sum().backward()\n    return 2 / x.detach() ** 2\n"
    )
    report = marked(grader, course, code, "gradient_descent")
    assert {check.task for check in report.checks if check.outcome is Outcome.BLOCKED} == {3}
    assert report.score == 8


def test_without_rules_everything_is_there(grader: Grader, course: Course) -> None:
    free: Exercise = replace(course.exercise("forward_linear"), policy=Policy())
    code = (
        "import torch\n"
        "def forward_linear(X, W, b):\n    return torch.nn.functional.linear(X, W.T, b)\n"
    )
    assert grader.grade(free, Source("a.py", code), device="cpu").full_marks


def test_a_notebook_is_marked_cell_by_cell(grader: Grader, course: Course, tmp_path: Path) -> None:
    cells = ["%matplotlib inline\nimport torch", "1 / 0  # a demo that fails", RIGHT]
    notebook = {
        "cells": [
            {"cell_type": "code", "source": c, "metadata": {}, "outputs": [], "execution_count": 1}
            for c in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path = tmp_path / "forward.ipynb"
    path.write_text(json.dumps(notebook))
    assert grader.grade(course.exercise("forward_linear"), read_source(path)).full_marks


def test_a_notebook_that_fails_before_the_function_says_where(
    grader: Grader, course: Course
) -> None:
    notebook = {"cells": [{"cell_type": "code", "source": "1 / 0", "metadata": {}}], "nbformat": 4}
    source = Source("a.ipynb", json.dumps(notebook))
    message = grader.grade(course.exercise("forward_linear"), source).checks[0].message
    assert "does not define `forward_linear`" in message
    assert "cell 1: ZeroDivisionError" in message


@pytest.mark.parametrize("slug", ["forward_linear", "gradient_descent", "dropout"])
def test_pytest_and_the_grader_reach_the_same_verdicts(
    grader: Grader, course: Course, slug: str, tmp_path: Path
) -> None:
    """One wrong submission for each exercise, run both ways on the same seed."""
    exercise = course.exercise(slug)
    spoiled = {
        "forward_linear": ("X @ W + b", "(X @ W + b).squeeze()"),
        "gradient_descent": ("history = [w]", "history = []\n    history.append(w + 0.5)"),
        "dropout": ("return g * self.factor", "return g.mul_(self.factor)"),
    }[slug]
    code = exercise.solution.read_text().replace(*spoiled)
    file = tmp_path / f"{slug}.py"
    file.write_text(code)
    report = grader.grade(exercise, read_source(file), device="cpu", seed=5)
    passed = {check.id for check in report.checks if check.outcome is Outcome.PASSED}
    assert 0 < len(passed) < len(report.checks)

    results = tmp_path / "results.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += [str(exercise.suite), "--submission", str(file)]
    command += ["--tutor-device", "cpu", "--tutor-seed", "5"]
    run = subprocess.run(
        [*command, f"--junitxml={results}"], capture_output=True, text=True, cwd=tmp_path
    )
    assert run.returncode == 1, run.stdout + run.stderr
    cases = ElementTree.parse(results).getroot().iter("testcase")
    verdicts = {case.attrib["name"]: not list(case) for case in cases}
    assert verdicts == {check.id: check.id in passed for check in report.checks}


def test_an_optimizer_can_be_made_in_a_box(grader: Grader, course: Course) -> None:
    """torch imports its compiler for the first one, which asks for a folder for temporary files."""
    code = RIGHT + (
        "import torch\nw = torch.nn.Parameter(torch.ones(3))\n"
        "step = torch.optim.Adam([w], lr=0.1)\nw.grad = torch.ones(3)\nstep.step()\n"
        "assert w[0] < 1\n"
    )
    assert marked(grader, course, code).full_marks


def test_a_grader_leaves_the_other_cores_to_its_boxes() -> None:
    torch.set_num_threads(2)
    Grader().close()
    assert torch.get_num_threads() == 1
