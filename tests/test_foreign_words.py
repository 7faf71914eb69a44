"""What torch and Python say is told in plain words: real exceptions, from real lines."""

import traceback

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some

from tutor.grading.foreign_words import in_plain_words
from tutor.sandbox.host.trouble import LearnerError

X = torch.arange(6.0).reshape(2, 3)

LINES = {
    "math.exp(X)": "`math.exp` takes one number",
    "float(X)": "Python needs one number here",
    "max(X, 0)": "Python needs one True or False here",
    "1 if X > 0 else 2": "Python needs one True or False here",
    "X + torch.ones(2, 2)": "along axis 1 one has 3 entries and the other 2",
    "X @ X": "Here A has the shape (2, 3) and B (2, 3).",
    "X @ torch.ones(2)": "Here A has the shape (2, 3) and v has 2 entries.",
    "X[0] @ X[:, 0]": "Here they have the shapes [3] and [2].",
    "X.reshape(4, 2)": "This tensor has 6 elements, and the shape [4, 2] needs another number",
    "X[2]": "Axis 0 has 2 entries, counted from 0, so there is no entry 2.",
    "X.sum(2)": "This tensor has no axis 2.",
    "[][-1]": "The list has fewer entries than this index needs.",
    "[0 for a, b, c in [(1, 2)]]": "There are 3 names on the left of `=`, and 2 values",
    "[0 for a, b in [(1, 2, 3)]]": "There are 2 names on the left of `=`, and more values",
    "X[X]": "An index needs an integer dtype",
    "X.scatter_add(1, X, X)": "An index needs an integer dtype",
    "X @ X.T.double()": "Two tensors of different dtypes meet here.",
    "torch.arange(2).div_(3)": "cannot take numbers with decimals",
    "torch.arange(2).mean()": "Torch takes no mean of whole numbers.",
    "X.shape()": "write it without brackets",
    "X.size[0]": "Call it with round brackets first",
    "torch.stack([X, X[0]])": "entry 0 of the list has [2, 3], and entry 1 has [3].",
    "(lambda f: f(f))(lambda f: f(f))": "It needs a case in which it stops.",
}


def raised_by(line: str) -> LearnerError:
    import math

    try:
        eval(line, {"X": X, "torch": torch, "math": math})
    except Exception as error:
        said = "".join(traceback.format_exception_only(error)).partition(": ")[2].strip()
        return LearnerError(type(error).__name__, said, [("a.py", 1, "f", line)])
    raise AssertionError(f"{line} raises nothing")


@pytest.mark.parametrize(("line", "words"), LINES.items())
def test_an_exception_is_told_in_plain_words(line: str, words: str) -> None:
    assert words in in_plain_words(raised_by(line))


@pytest.mark.parametrize("line", ["1 / 0", "{}['a']", "X.nothing"])
def test_an_exception_that_says_it_itself_is_left_alone(line: str) -> None:
    assert in_plain_words(raised_by(line)) == ""


@given(some.text(max_size=300))
def test_any_text_may_be_in_an_exception(said: str) -> None:
    in_plain_words(LearnerError("ValueError", said, []))
