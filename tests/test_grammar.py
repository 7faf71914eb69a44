"""Subjects of sentences that suites name agree with their verbs."""

import pytest

from tutor.grading.grammar import are, contains, counted, has

ONE = [
    "The result",
    "The row of the weights",
    "The bias",
    "b1 after the step",
    "The gradient with respect to W and b",
    "For N = 2 rows, the loss",
    "With T = 0, N = 3 (states, h, c)",
    "The probabilities[0]",
    "The loss of sure, wrong answers",
]
SEVERAL = [
    "The weights",
    "The weights of a new net",
    "W and b",
    "The classes of the batch",
    "Both gates open: the new states",
    "The rows",
]


@pytest.mark.parametrize("subject", ONE)
def test_one_thing(subject: str) -> None:
    assert (has(subject), are(subject)) == (f"{subject} has", f"{subject} is")


@pytest.mark.parametrize("subject", SEVERAL)
def test_several_things(subject: str) -> None:
    assert (has(subject), are(subject)) == (f"{subject} have", f"{subject} are")
    assert contains(subject) == f"{subject} contain"


def test_parts_are_counted() -> None:
    assert (counted(1, "part"), counted(2, "part")) == ("1 part", "2 parts")
