"""What tests share: the course, and one grader for the whole run, because it costs an import."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.course import Course, load_course
from tutor.grading.grader import Grader

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture(scope="session")
def grader() -> Iterator[Grader]:
    """The real grader in this process, with a real zygote and real boxes."""
    grader = Grader()
    yield grader
    grader.close()
