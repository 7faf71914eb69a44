"""Follow-through: a later task is right, given the learner's own earlier functions, and is paid."""

import pytest

from tutor.cli import show
from tutor.course import Course
from tutor.grading.building import builds_on
from tutor.grading.grader import Grader
from tutor.grading.report import CheckResult, Outcome, Report
from tutor.grading.source import Source
from tutor.grading.suite import load_module

# The function that is wrong, and how: text that is appended to the reference.
SLIPS = {
    "lstm": ("lstm_step", "_f = lstm_step\ndef lstm_step(x, h, c, p): return _f(x, h, 2 * c, p)\n"),
    "gradient_descent": (
        "gd_step",
        "_f = gd_step\ndef gd_step(w, x, goal, alpha): return _f(w, x, goal, 2 * alpha)\n",
    ),
    "mse": ("error", "_f = error\ndef error(pred, goal): return _f(pred, goal) / 2\n"),
    "activations": ("sigmoid", "_f = sigmoid\ndef sigmoid(z): return _f(2 * z)\n"),
    # The reference writes into the similarities that it gets from there.
    "analogies": ("cosine", "_f = cosine\ndef cosine(W, v): return _f(W, v) * W.norm(dim=1)\n"),
    "heads_and_losses": (
        "cross_entropy",
        "_f = cross_entropy\ndef cross_entropy(z, y): return _f(z, y) * len(z)\n",
    ),
}


def graded(grader: Grader, course: Course, slug: str, more: str) -> Report:
    text = course.exercise(slug).solution.read_text(encoding="utf-8") + "\n\n" + more
    return grader.grade(course.exercise(slug), Source(f"{slug}.py", text), device="cpu", seed=1)


def given(report: Report) -> list[CheckResult]:
    return [check for check in report.checks if check.message.startswith("Right, given")]


@pytest.mark.parametrize("slug", SLIPS)
def test_one_slip_is_paid_once(slug: str, grader: Grader, course: Course) -> None:
    name, more = SLIPS[slug]
    report = graded(grader, course, slug, more)
    followed = given(report)
    assert followed, [(check.id, check.message) for check in report.checks if check.message]
    assert any(f"`{name}`" in check.message for check in followed)
    for check in followed:
        assert check.outcome is Outcome.PASSED
        assert check.score == check.points
        assert check.mistake is None
    lost = [check for check in report.checks if not check.score]
    assert lost
    assert min(check.task for check in lost) < min(check.task for check in followed)


def test_the_command_line_says_so(
    grader: Grader, course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    show.report(graded(grader, course, "lstm", SLIPS["lstm"][1]), show.AFTER_GRADE)
    assert capsys.readouterr().out.count("Right, given your `lstm_step`.") == 1


def test_the_loop_may_have_the_same_slip_inline(grader: Grader, course: Course) -> None:
    """The later function need not call the earlier one, as long as they agree."""
    inline = (
        "_f = lstm_step\n"
        "def lstm_step(x, h, c, p): return _f(x, h, 2 * c, p)\n"
        "def lstm_forward(x, h, c, p):\n"
        "    states = [h]\n"
        "    for now in x:\n"
        "        h, c = _f(now, h, 2 * c, p)\n"
        "        states.append(h)\n"
        "    return torch.stack(states)[1:], h, c\n"
    )
    assert [check.id for check in given(graded(grader, course, "lstm", inline))] == [
        "test_sequence",
        "test_short_sequences",
        "test_halves",
    ]


def test_a_later_function_that_is_wrong_too_gets_nothing(grader: Grader, course: Course) -> None:
    both = SLIPS["lstm"][1] + (
        "_g = lstm_forward\ndef lstm_forward(x, h, c, p): return _g(x, 0 * h, 0 * c, p)\n"
    )
    assert not given(graded(grader, course, "lstm", both))


def test_who_is_right_first_is_not_helped_later(grader: Grader, course: Course) -> None:
    """The earlier task has to have failed for itself."""
    only_later = "_g = lstm_forward\ndef lstm_forward(x, h, c, p): return _g(x, 0 * h, 0 * c, p)\n"
    report = graded(grader, course, "lstm", only_later)
    assert not given(report)
    assert "started-from-zero" in report.misconceptions


def test_the_known_mistake_is_named_for_the_earlier_task_alone(
    grader: Grader, course: Course
) -> None:
    half = course.exercise("mse").solution.read_text(encoding="utf-8") + SLIPS["mse"][1]
    report = grader.grade(course.exercise("mse"), Source("mse.py", half), device="cpu", seed=1)
    named = {check.task for check in report.checks if check.mistake == "half"}
    assert named == {1}


def test_what_a_task_builds_on_is_read_from_the_reference(course: Course) -> None:
    found = {}
    for exercise in course.exercises:
        if exercise.slug != "cats_and_dogs":  # its reference imports fastai
            reference = load_module(exercise.solution, f"building_{exercise.slug}")
            building = builds_on(exercise, reference)
            found[exercise.slug] = {n: sorted(names) for n, names in building.items() if names}
    assert found["lstm"] == {2: ["lstm_step"]}
    assert found["mse"] == {2: ["error"]}
    assert found["activations"] == {3: ["sigmoid", "tanh"], 4: ["softmax"]}
    assert found["two_layer_net"] == {2: ["TwoLayer.forward"]}
    assert found["heads_and_losses"] == {4: ["bce_with_logits", "cross_entropy"]}
    assert found["conv2d"] == found["forward_linear"] == {}


def test_a_step_in_float32_costs_the_checks_on_dtypes_alone(grader: Grader, course: Course) -> None:
    """The states that come back meet inputs in float64 at the next step, and torch refuses."""
    short = "_f = lstm_step\ndef lstm_step(*args): return tuple(t.float() for t in _f(*args))\n"
    report = graded(grader, course, "lstm", short)
    lost = {check.id: check.message for check in report.checks if not check.score}
    assert set(lost) == {"test_step[float32]", "test_sequence_on_the_gpu"}, lost
    sentences = {check.message for check in report.checks if check.score and check.message}
    assert sentences == {"Right in float32, the dtype of your `lstm_step`."}
