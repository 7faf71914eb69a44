"""Mutation of references: what is changed, what is left alone, and who notices."""

import ast
import shutil
from pathlib import Path

import pytest

from tutor.audit.exercises import audit
from tutor.audit.mutants import equivalents, mutants, sharpness
from tutor.course import Course, load_course
from tutor.errors import CourseError, GraderError
from tutor.grading.graders import Graders
from tutor.grading.source import read_source

TEXT = '''"""Adds 1 and 2."""
import torch


def f(x, dim=1):
    """Returns 3."""
    if dim == 0:
        raise ValueError("0 + 1")
    total = x.T.sum(dim, keepdim=True) * 2
    total += 1
    return total.abs() if dim else -total
'''


def copied(course: Course, root: Path) -> Course:
    """A copy of the course, whose files may be changed."""
    for name in ("exercises", "graders", "solutions"):
        shutil.copytree(course.root / name, root / name)
    return load_course(root)


@pytest.mark.parametrize(
    "now",
    [
        "total = x.T.mean(dim, keepdim=True) * 2",
        "total = x.sum(dim, keepdim=True) * 2",
        "total = x.T.sum(dim) * 2",
        "total = x.T.sum(dim, keepdim=False) * 2",
        "total = x.T.sum(dim, keepdim=True) / 2",
        "total = x.T.sum(dim, keepdim=True) * 3",
        "total = x.T.sum(dim, keepdim=True)",
        "total -= 1",
        "pass",
        "if dim != 0:",
        "if False:",
        "return total if dim else -total",
        "return total.abs() if dim else total",
        "return total.abs()",
    ],
)
def test_the_mistakes_of_tensor_code_are_among_the_changes(now: str) -> None:
    assert now in {mutant.now for mutant in mutants(TEXT)}


def test_texts_errors_and_imports_are_left_alone() -> None:
    for mutant in mutants(TEXT):
        tree = ast.parse(mutant.code)
        assert ast.get_docstring(tree) == "Adds 1 and 2."
        assert "import torch" in mutant.code
        assert "raise ValueError('0 + 1')" in mutant.code


def test_each_mutant_is_another_program() -> None:
    codes = [mutant.code for mutant in mutants(TEXT)]
    assert len(codes) == len(set(codes))
    assert ast.unparse(ast.parse(TEXT)) not in codes


def test_the_suite_of_a_shipped_exercise_notices_its_mutants(
    course: Course, graders: Graders
) -> None:
    found = sharpness(course.exercise("forward_linear"), graders)
    assert found.killed >= 5
    assert not found.survivors


def test_a_blunt_suite_lets_mutants_live(course: Course, graders: Graders, tmp_path: Path) -> None:
    """The visible examples in place of the suite do not notice everything."""
    blunt = copied(course, tmp_path).exercise("gradient_descent")
    shutil.copy(blunt.examples, blunt.suite)
    graders.root = tmp_path
    assert sharpness(blunt, graders).survivors


FAULTY = """
import pytest
from tutor.grading.checks import check

@check(task=1, points=1)
def test_fault(submission, rng):
    submission.forward_linear(rng.normal(3, 4), rng.normal(4, 2), rng.normal(2))
    pytest.skip("not today")
"""


def test_a_fault_of_the_suite_kills_no_mutant(
    course: Course, graders: Graders, tmp_path: Path
) -> None:
    exercise = copied(course, tmp_path).exercise("forward_linear")
    exercise.suite.write_text(FAULTY)
    graders.root = tmp_path
    with pytest.raises(GraderError, match=r"could not run this check.*not today"):
        graders.noticed(exercise.slug, read_source(exercise.solution)).result()


EQUIVALENTS = """
[[mutant]]
was = "return X @ W + b"
now = "return X @ W - b"
why = "Not so, but it is a mutant."

[[mutant]]
was = "return X @ W + bias"
now = "return X @ W - bias"
why = "The reference was written so, once."
"""


def test_an_equivalent_that_is_no_mutant_any_more_is_reported(
    course: Course, graders: Graders, tmp_path: Path
) -> None:
    changed = copied(course, tmp_path)
    exercise = changed.exercise("forward_linear")
    exercise.suite.with_name("equivalent.toml").write_text(EQUIVALENTS)
    graders.root = tmp_path
    found = sharpness(exercise, graders)
    sharp = list(audit(changed, graders, exercise.slug, seeds=1, mutants=True))[-1]
    assert found.equivalent == 1
    assert found.stale == (("return X @ W + bias", "return X @ W - bias"),)
    assert "1 more are equivalent" in sharp.promise
    (detail,) = sharp.details
    assert "return X @ W + bias" in detail
    assert "equivalent.toml" in detail


def test_the_equivalents_of_the_course_are_mutants(course: Course) -> None:
    for exercise in course.exercises:
        known = equivalents(exercise.suite.with_name("equivalent.toml"))
        made = {(m.was, m.now) for m in mutants(exercise.solution.read_text(encoding="utf-8"))}
        assert set(known) <= made, exercise.slug


def test_equivalents_need_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "equivalent.toml"
    assert equivalents(path) == {}
    path.write_text('[[mutant]]\nwas = "a"\nnow = "b"\nwhy = "the same"\n')
    assert equivalents(path) == {("a", "b"): "the same"}
    path.write_text('[[mutant]]\nwas = "a"\nnow = "b"\n')
    with pytest.raises(CourseError, match="was, now and why"):
        equivalents(path)
