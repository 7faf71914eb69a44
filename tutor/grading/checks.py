"""What a suite imports: the mark for its checks, laws, and expectations.

A check is a test function with the mark `check`; its docstring's first line is its title. Its
arguments are fixtures:

    subject      `subject(CONTRACT)` has the laws of a contract, see `laws.py`
    submission   the learner's module, held across the boundary
    reference    the reference solution, held in the same way
    gpu          the submission with its inputs on a GPU (a logical one where there is none)
    rng          random inputs, drawn afresh for each grading
    dtype        each dtype that the mark names in turn
    device       the device of this grading, "cpu" or "cuda"
"""

import pytest

from tutor.grading.compare import (
    expect,
    expect_like,
    expect_no_loop,
    expect_unchanged,
    of_parts,
    require,
)
from tutor.grading.contracts import Contract, GivenMethod, driven
from tutor.grading.laws import Subject
from tutor.grading.tolerances import Reduction, roundoff


def check(
    *, task: int = 1, points: float = 1, catches: str = "", dtypes: str = "", visible: bool = False
) -> pytest.MarkDecorator:
    """Make a test function a check of a task of the exercise.

    `points` is what passing is worth; with several `dtypes`, what each of them is worth.
    `catches` are the ids of the known mistakes that the check is there to catch, with spaces
    between them, as in `dtypes`. Learners see a check that is `visible` before grades are
    published.
    """
    return pytest.mark.check(
        task=task,
        points=points,
        catches=tuple(catches.split()),
        dtypes=tuple(dtypes.split()),
        visible=visible,
    )


__all__ = [
    "Contract",
    "GivenMethod",
    "Reduction",
    "Subject",
    "check",
    "driven",
    "expect",
    "expect_like",
    "expect_no_loop",
    "expect_unchanged",
    "of_parts",
    "require",
    "roundoff",
]
