"""How a task was written, apart from whether it is right."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tutor.course import Course, Exercise, load_course
from tutor.errors import CourseError
from tutor.grading.grader import Grader
from tutor.grading.operators import FAMILIES, family_of
from tutor.grading.report import Outcome, Report, RequirementState
from tutor.grading.source import Source

CONVOLUTION = "F.conv1d(X[:, :, None], W.T[:, :, None], b)[:, :, 0]"


def marked(grader: Grader, course: Course, body: str) -> Report:
    code = (
        f"import torch\nimport torch.nn.functional as F\ndef forward_linear(X, W, b):\n    {body}\n"
    )
    return grader.grade(
        course.exercise("forward_linear"), Source("forward_linear.py", code), device="cpu"
    )


@pytest.mark.parametrize(
    "body",
    [
        f"return {CONVOLUTION}",
        f"return torch.vmap(lambda X: ({CONVOLUTION.replace('X[', 'X[None][')})[0])(X)",
        "return torch.nn.functional.bilinear(X, X * 0 + 1, torch.stack("
        "[torch.diag(w) for w in W.T]), b) if len(X) else X @ W + b",
        "return -0.5 * (torch.cdist(X, W.T) ** 2 - (X**2).sum(1)[:, None] - (W**2).sum(0)) + b",
        "return torch.ops.aten.convolution(X[:, :, None], W.T[:, :, None], b, [1], [0], [1], False,"
        " [0], 1)[:, :, 0]",
    ],
)
def test_an_operator_that_the_task_does_not_allow_costs_its_marks(
    grader: Grader, course: Course, body: str
) -> None:
    report = marked(grader, course, body)
    assert report.score == 0
    assert Outcome.PASSED not in {check.outcome for check in report.checks}
    (requirement,) = report.requirements
    assert requirement.standing is RequirementState.BROKEN
    assert "forward_linear.py, line 4" in requirement.sentence


@pytest.mark.parametrize(
    "body",
    [
        "return X @ W + b",
        "return torch.einsum('nd,dm->nm', X, W).add(b)",
        "return torch.addmm(b, X, W)",
        "return torch.cat([X, X.new_ones(len(X), 1)], 1) @ torch.cat([W, b[None]])",
        "return torch.tensordot(X, W, 1) + b",
        "return (X[:, :, None] * W).sum(1) + b",
    ],
)
def test_ways_to_write_it_by_hand_are_allowed(grader: Grader, course: Course, body: str) -> None:
    report = marked(grader, course, body)
    assert report.full_marks
    assert [r.standing for r in report.requirements] == [RequirementState.MET]


def test_computing_out_of_sight_keeps_the_marks_and_is_shown(
    grader: Grader, course: Course
) -> None:
    body = "return torch.from_numpy(X.numpy() @ W.numpy() + b.numpy())"
    report = marked(grader, course, body)
    assert 0 < report.score < report.max_score
    (requirement,) = report.requirements
    assert requirement.standing is RequirementState.UNCLEAR
    assert "instructor" in requirement.sentence


def test_a_wrong_answer_that_breaks_the_rule_hears_of_both(grader: Grader, course: Course) -> None:
    report = marked(grader, course, "return F.linear(X, W.T, b) if len(X) > 1 else None")
    assert report.score == 0
    outcomes = {check.id: check.outcome for check in report.checks}
    assert outcomes["test_batch_of_one"] is Outcome.WRONG
    assert outcomes["test_values"] is Outcome.BLOCKED


def test_a_report_with_requirements_survives_being_written(grader: Grader, course: Course) -> None:
    report = marked(grader, course, f"return {CONVOLUTION}")
    assert Report.from_json(report.to_json()).requirements == report.requirements


def test_an_unknown_family_is_a_fault_of_the_course(grader: Grader, tmp_path: Path) -> None:
    root = load_course().root
    for name in ("exercises", "graders", "solutions"):
        shutil.copytree(root / name, tmp_path / name)
    toml = tmp_path / "exercises/01_predict/forward_linear/exercise.toml"
    toml.write_text(toml.read_text().replace('"products"', '"magic"'))
    with pytest.raises(CourseError, match=r"exercise.toml allows 'magic'.*basics"):
        marked(grader, load_course(tmp_path), "return X @ W + b")


def allowing(exercise: Exercise, *families: str) -> Exercise:
    tasks = tuple(replace(task, allow=families) for task in exercise.tasks)
    return replace(exercise, tasks=tasks)


@pytest.mark.parametrize(
    ("families", "advice"),
    [
        (["products"], "Write it with matrix products."),
        (["products", "random"], "Write it with matrix products and random draws."),
        (
            ["basics", "products"],
            "Write it with elementwise arithmetic, reductions, indexing and matrix products.",
        ),
    ],
)
def test_what_may_be_used_is_a_sentence(
    grader: Grader, course: Course, families: list[str], advice: str
) -> None:
    exercise = allowing(course.exercise("forward_linear"), *families)
    code = (
        f"import torch.nn.functional as F\ndef forward_linear(X, W, b):\n    return {CONVOLUTION}\n"
    )
    report = grader.grade(exercise, Source("forward_linear.py", code), device="cpu")
    assert report.requirements[0].sentence.endswith(f"for you. {advice}")


def test_names_that_a_box_invents_are_not_kept_for_ever() -> None:
    for number in range(5000):
        family_of(f"aten::invented_{number}")
    assert family_of.cache_info().currsize < 5000


@given(st.text() | st.text().map("aten::{}".format))
def test_any_name_has_a_family(name: str) -> None:
    """The names come from a box."""
    assert family_of(name) in {*FAMILIES, "other"}


def test_no_ready_made_layer_hides_among_the_basics() -> None:
    words = ("conv", "lstm", "gru", "rnn", "pool", "norm_", "softmax", "dropout", "attention")
    for full in torch._C._dispatch_get_all_op_names():
        name = full.partition(".")[0]
        if any(word in name for word in words) and family_of(name) in ("basics", "elementwise"):
            pytest.fail(f"{name} counts as {family_of(name)}")
