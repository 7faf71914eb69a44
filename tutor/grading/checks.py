"""What a suite imports: marks for its checks, and expectations.

A check is a test function whose docstring's first line is its title. Its arguments are fixtures:

    submission   the learner's module, held across the boundary
    reference    the reference solution, held in the same way
    gpu          the submission with its inputs on a GPU (a logical one where there is none)
    rng          random inputs, drawn afresh for each grading
    dtype        each dtype of the mark `dtypes` in turn
    device       the device of this grading, "cpu" or "cuda"
"""

import pytest

from tutor.grading.compare import Reduction, expect, expect_like, expect_no_loop, require

task = pytest.mark.task
"""`@task(2)`: the task of the exercise that this check belongs to."""

points = pytest.mark.points
"""`@points(1.5)`: what passing is worth; with several dtypes, what each of them is worth."""

catches = pytest.mark.catches
"""`@catches("mistake-id", ...)`: the known mistakes that this check is there to catch."""

visible = pytest.mark.visible
"""`@visible`: learners may see this check before grades are published."""

dtypes = pytest.mark.dtypes
"""`@dtypes("float64", "float32")`: run the check once for each."""

__all__ = [
    "Reduction",
    "catches",
    "dtypes",
    "expect",
    "expect_like",
    "expect_no_loop",
    "points",
    "require",
    "task",
    "visible",
]
