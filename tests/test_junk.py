"""Answers that ignore their arguments, or hand them back, earn next to nothing in any exercise."""

import ast
from collections.abc import Iterator

import pytest

from tutor.course import Course, Exercise, load_course
from tutor.grading.grader import Grader
from tutor.grading.source import Source

# What every function of a submission returns; `right` asks the reference for the shape alone.
ANSWERS = {
    "nothing": "None",
    "another shape": "torch.zeros(7, 5, dtype=torch.float64)",
    "the argument": "first.clone() if isinstance(first, torch.Tensor) else first",
    "zeros": "each(right(), torch.zeros_like)",
    "ones": "each(right(), torch.ones_like)",
}
MOST = 0.125  # of the points

WRAPPED = """
import torch

def each(value, made):
    if isinstance(value, torch.Tensor):
        return made(value)
    if isinstance(value, (list, tuple)):
        return type(value)([each(item, made) for item in value])
    if isinstance(value, dict):
        return {{key: each(item, made) for key, item in value.items()}}
    return type(value)() if isinstance(value, (bool, int, float, str)) else value

def idle(function, method):
    def answer(*args, **kwargs):
        def right():
            if any(callable(arg) for arg in args):  # asking would be doing the work
                return first
            return function(*args, **kwargs)
        tensors = [arg for arg in args[method:] if isinstance(arg, torch.Tensor)]
        first = (tensors or list(args[method:]) or [None])[0]
        return {answer}
    return answer
"""


def functions(exercise: Exercise) -> Iterator[tuple[str, bool]]:
    """The public functions and methods of the reference; whether each is a method."""
    tree = ast.parse(exercise.solution.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, False
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", True


def idle_version(exercise: Exercise, answer: str) -> str:
    lines = [exercise.solution.read_text(encoding="utf-8"), WRAPPED.format(answer=answer)]
    lines += [f"{name} = idle({name}, {int(method)})" for name, method in functions(exercise)]
    return "\n".join(lines) + "\n"


SLUGS = [
    pytest.param(e.slug, marks=[pytest.mark.slow] if e.limits.seconds_per_check >= 30 else [])
    for e in load_course().exercises
]


@pytest.mark.filterwarnings("ignore")  # the reference of cats_and_dogs imports libraries that warn
@pytest.mark.parametrize("slug", SLUGS)
def test_answers_that_ignore_their_arguments_earn_next_to_nothing(
    slug: str, grader: Grader, course: Course
) -> None:
    exercise = course.exercise(slug)
    for what, answer in ANSWERS.items():
        source = Source(f"{slug}.py", idle_version(exercise, answer))
        report = grader.grade(exercise, source, device="cpu", seed=1)
        earned = [check.id for check in report.checks if check.score]
        assert report.score <= MOST * report.max_score, (what, report.score, earned)
