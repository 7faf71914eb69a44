"""No answer, however odd, makes a suite trip over itself: it is wrong, and never our fault."""

import pytest

from tutor.course import Course
from tutor.grading.grader import Grader
from tutor.grading.report import Outcome
from tutor.grading.source import Source

VALUES = (
    "None",
    "'text'",
    "True",
    "10**400",
    "float('nan')",
    "()",
    "(1, 2)",
    "[[]]",
    "{'a': 1}",
    "object()",
    "lambda: 0",
    "torch.zeros(())",
    "torch.zeros(3, dtype=torch.int64)",
    "torch.zeros(2, 3, 4, 5)",
    "torch.full((400, 300), float('nan'), dtype=torch.float64)",
    "torch.zeros(3, dtype=torch.complex64)",
    "torch.zeros(3).to_sparse()",
    "torch.nn.Parameter(torch.zeros(1))",
    "torch.zeros(3).numpy()",
    "(x for x in 'abc')",
    "[torch.zeros(1)] * 3",
)

SHAPES = {
    "forward_linear": "def forward_linear(X, W, b):\n    return {value}\n",
    "gradient_descent": (
        "def gd_step(w, x, goal, alpha):\n    return {value}\n"
        "def train(w, x, goal, alpha, steps):\n    return {value}\n"
        "def stable_alpha(x):\n    return {value}\n"
    ),
    "dropout": (
        "class Dropout:\n    def __init__(self, p):\n        pass\n"
        "    def forward(self, x, training=True):\n        return {value}\n"
        "    def backward(self, g):\n        return {value}\n"
    ),
}


@pytest.mark.parametrize("slug", SHAPES)
def test_nonsense_is_wrong_and_never_a_grader_error(
    grader: Grader, course: Course, slug: str
) -> None:
    for value in VALUES:
        code = "import torch\n" + SHAPES[slug].format(value=value)
        report = grader.grade(course.exercise(slug), Source(f"{slug}.py", code), device="cpu")
        outcomes = {check.outcome for check in report.checks}
        assert Outcome.GRADER_ERROR not in outcomes, (value, report.checks)
        passed = [check.id for check in report.checks if check.score]
        assert not passed, (value, passed)
        assert all(check.message for check in report.checks if check.score == 0), value
