"""Answers that ignore their arguments, or hand them back, earn next to nothing in any exercise."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from sampling import sampled

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
import copy
import torch

def apart(value):
    # Asking what is right must not do the work on the object itself.
    try:
        return copy.deepcopy(value)
    except Exception:
        return value

def each(value, made):
    if isinstance(value, torch.Tensor):
        return made(value)
    if isinstance(value, (list, tuple)):
        return type(value)([each(item, made) for item in value])
    if isinstance(value, dict):
        return {{key: each(item, made) for key, item in value.items()}}
    return type(value)() if isinstance(value, (bool, int, float, str)) else value

def idle(function, method, answers):
    def answer(*args, **kwargs):
        def right():
            if not answers or any(callable(arg) for arg in args):
                return first  # asking would be doing the work
            return function(*map(apart, args), **kwargs)
        tensors = [arg for arg in args[method:] if isinstance(arg, torch.Tensor)]
        first = (tensors or list(args[method:]) or [None])[0]
        return {answer}
    return answer
"""


class Function(NamedTuple):
    """A public function or method of the reference."""

    name: str
    is_method: bool
    answers: bool  # whether it returns something; one that does not is called for what it changes


def returns_something(node: ast.AST) -> bool:
    """Whether the body has a `return` with a value, or yields; functions in it do not count."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.Yield | ast.YieldFrom):
            return True
        if isinstance(inner, ast.Return) and inner.value is not None:
            return True
        nested = isinstance(inner, ast.FunctionDef | ast.ClassDef | ast.Lambda)
        if not nested and returns_something(inner):
            return True
    return False


def functions(exercise: Exercise) -> Iterator[Function]:
    tree = ast.parse(exercise.solution.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield Function(node.name, False, returns_something(node))
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield Function(f"{node.name}.{inner.name}", True, returns_something(inner))


def blanks(exercise: Exercise) -> Iterator[str]:
    """The constants that the starter writes out: what a learner fills in there is still blank."""
    for node in ast.parse(exercise.starter.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign):
            try:
                ast.literal_eval(node.value)
            except ValueError:  # made of names that the reference may not import
                continue
            yield ast.unparse(node)


def idle_version(exercise: Exercise, answer: str) -> str:
    lines = [exercise.solution.read_text(encoding="utf-8"), *blanks(exercise)]
    lines.append(WRAPPED.format(answer=answer))
    lines += [
        f"{each.name} = idle({each.name}, {int(each.is_method)}, {each.answers})"
        for each in functions(exercise)
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.filterwarnings("ignore")  # the reference of cats_and_dogs imports libraries that warn
@pytest.mark.parametrize("slug", sampled(load_course().exercises))
def test_answers_that_ignore_their_arguments_earn_next_to_nothing(
    slug: str, grader: Grader, course: Course
) -> None:
    exercise = course.exercise(slug)
    for what, answer in ANSWERS.items():
        source = Source(f"{slug}.py", idle_version(exercise, answer))
        report = grader.grade(exercise, source, device="cpu", seed=1)
        earned = [check.id for check in report.checks if check.score]
        assert report.score <= MOST * report.max_score, (what, report.score, earned)
