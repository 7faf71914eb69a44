"""The clauses of a contract: what is not promised, not held or not broken is found."""

import shutil
from pathlib import Path

import pytest

from tutor.audit.contract import docstring_paragraphs, load_clauses
from tutor.audit.exercises import audit, audit_contract
from tutor.course import Exercise, load_course
from tutor.errors import CourseError
from tutor.grading.graders import Graders

ROOT = Path(__file__).parents[1]
MODULE = "01_predict"
CHECKS = [
    *("test_values", "test_bias_belongs_to_the_outputs", "test_batch_of_one", "test_empty_batch"),
    *("test_precision", "test_gradients", "test_slope", "test_inputs_untouched", "test_gpu"),
    "test_cost",
]
SENTENCES = [
    "The forward pass of a linear layer.",
    "Replace the `raise` by your own code.",
    "`tutor check forward_linear` tries the visible examples, `tutor submit forward_linear` hands "
    "in.",
    "Predict C numbers for each of N inputs: a weighted sum of the D inputs, plus a bias.",
    "the batch, shape (N, D): one row for each input. N may be 1 or 0.",
    "the weights, shape (D, C): one column of weights for each output.",
    "the biases, shape (C,): one for each output.",
    "All three have the same dtype, float32 or float64, and are on the same device.",
    "A new tensor of shape (N, C), with the dtype and the device of X.",
    "X, W and b stay as they are, and autograd can differentiate the result with respect to all "
    "three.",
    "No Python loop: the number of torch operations must not grow with N, D or C.",
    "`torch.nn.Linear` and `torch.nn.functional.linear` would do the task for you: "
    "do without them.",
]
EXPLAINS = "explains = " + repr([s for s in SENTENCES if not s.startswith("Predict")])
PREDICT = (
    'says = "Predict C numbers for each of N inputs: a weighted sum of the D inputs, plus a bias."'
)
CONTRACT = f"""
{EXPLAINS}

[[clause]]
{PREDICT}
checks = {CHECKS}
mistakes = ["bias-forgotten"]

[[clause.breaker]]
what = "subtracts the bias"
was = "X @ W + b"
now = "X @ W - b"
"""


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    """A copy of an exercise with a contract of one clause, which says what all checks hold."""
    for door in ("exercises", "graders"):
        shutil.copytree(
            ROOT / door / MODULE / "forward_linear", tmp_path / door / MODULE / "forward_linear"
        )
    (tmp_path / "solutions" / MODULE).mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / MODULE / "forward_linear.py", tmp_path / "solutions" / MODULE)
    shutil.copy(ROOT / "exercises" / "course.toml", tmp_path / "exercises")
    found = load_course(tmp_path).exercise("forward_linear")
    write(found, CONTRACT)
    return found


def write(exercise: Exercise, contract: str) -> None:
    exercise.suite.with_name("contract.toml").write_text(contract, encoding="utf-8")


def proved(exercise: Exercise, graders: Graders) -> tuple[dict[str, float], list[str]]:
    """What the faults cost, and what is wrong with the contract."""
    graders.root = exercise.root
    clauses, wrong = audit_contract(exercise, graders, "cpu")
    return {broken.what: broken.cost for held in clauses for broken in held.broken}, wrong


def test_a_clause_says_what_each_fault_costs(exercise: Exercise, graders: Graders) -> None:
    costs, wrong = proved(exercise, graders)
    assert wrong == []
    assert set(costs) == {"bias-forgotten", "subtracts the bias"}
    assert all(0 < cost < exercise.max_score for cost in costs.values())


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (", 'the biases, shape (C,): one for each output.'", "", "has the sentence: the biases"),
        ("a weighted sum of", "a heavy sum of", "nor the statement says: Predict"),
        ("N may be 1 or 0.", "", "no clause has the sentence: N may be 1 or 0."),
        (", 'test_cost'", "", "test_cost belongs to no clause"),
        ("'test_cost'", "'test_costs'", "a clause names test_costs, which is no check"),
        ('"bias-forgotten"', '"bias-lost"', "'bias-lost' is no known mistake: Predict"),
        ("X @ W - b", "b + X @ W", "'subtracts the bias' passes test_values and"),
        ("X @ W - b", "X @", "'subtracts the bias' loses all marks"),
        (f"checks = {CHECKS}", "checks = []", "no check holds: Predict"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_contract_is_found(
    exercise: Exercise, graders: Graders, old: str, new: str, words: str
) -> None:
    assert old in CONTRACT
    write(exercise, CONTRACT.replace(old, new))
    _, wrong = proved(exercise, graders)
    assert any(words in fault for fault in wrong), wrong


def test_a_brief_audit_finds_a_breaker_that_breaks_nothing(
    exercise: Exercise, graders: Graders
) -> None:
    graders.root = exercise.root
    course = load_course(exercise.root)
    write(exercise, CONTRACT.replace("X @ W - b", "b + X @ W"))
    told = [
        d for f in audit(course, graders, exercise.slug, seeds=1, brief=True) for d in f.details
    ]
    assert any("'subtracts the bias' passes test_values and" in fault for fault in told), told


def test_a_clause_that_nothing_breaks_is_found(exercise: Exercise, graders: Graders) -> None:
    write(exercise, CONTRACT.partition("mistakes =")[0])
    _, wrong = proved(exercise, graders)
    assert any("nothing breaks: Predict" in fault for fault in wrong)


def test_a_fault_that_asks_for_an_absent_tool_may_cost_everything(
    exercise: Exercise, graders: Graders
) -> None:
    now = 'now = "torch.nn.functional.linear(X, W.T, b)"'
    write(exercise, CONTRACT.replace('now = "X @ W - b"', now))
    costs, wrong = proved(exercise, graders)
    assert costs["subtracts the bias"] == exercise.max_score
    assert wrong == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('was = "X @ W + b"', 'was = "X + W"', "0 times in the reference"),
        ('was = "X @ W + b"', 'was = "X"', "times in the reference. Quote more of it."),
        ('was = "X @ W + b"', 'was = ""', "needs either code or was and now"),
        ("mistakes", "mistake", "no field 'mistake'"),
        ("[[clause]]", "[clause]", "'clause' should be a list"),
    ],
)
def test_a_malformed_contract_names_its_file(
    exercise: Exercise, graders: Graders, old: str, new: str, words: str
) -> None:
    assert old in CONTRACT
    write(exercise, CONTRACT.replace(old, new, 1))
    with pytest.raises(CourseError, match=r"contract\.toml") as caught:
        proved(exercise, graders)
    assert words in str(caught.value)


def test_paragraphs_of_docstrings_have_no_headings_and_no_names() -> None:
    code = '''"""A module."""

class Layer:
    """One layer.

    Attributes:
        p, q: two numbers. Both are
            positive.
    """

    def forward(self, *x):
        """Go on: forward.

        Args:
            *x: what comes in.

        Returns:
            What goes out.
        """
'''
    assert sorted(docstring_paragraphs(code)) == [
        "A module.",
        "Go on: forward.",
        "One layer.",
        "What goes out.",
        "two numbers. Both are positive.",
        "what comes in.",
    ]


def test_every_exercise_has_a_contract() -> None:
    for exercise in load_course(ROOT).exercises:
        assert load_clauses(exercise).clauses
