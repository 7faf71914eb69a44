"""Mutation of references: what is changed, what is left alone, and who notices."""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.course import Course, load_course
from tutor.errors import CourseError
from tutor.grading.graders import Graders
from tutor.mutants import equivalents, mutants, sharpness

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


@pytest.fixture(scope="module")
def graders(course: Course) -> Iterator[Graders]:
    graders = Graders(course.root)
    yield graders
    graders.close()


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


def test_a_blunt_suite_lets_mutants_live(course: Course, tmp_path: Path) -> None:
    """The visible examples in place of the suite do not notice everything."""
    for name in ("exercises", "graders", "solutions"):
        shutil.copytree(course.root / name, tmp_path / name)
    blunt = load_course(tmp_path).exercise("gradient_descent")
    shutil.copy(blunt.examples, blunt.suite)
    graders = Graders(tmp_path)
    try:
        assert sharpness(blunt, graders).survivors
    finally:
        graders.close()


def test_equivalents_need_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "equivalent.toml"
    assert equivalents(path) == {}
    path.write_text('[[mutant]]\nwas = "a"\nnow = "b"\nwhy = "the same"\n')
    assert equivalents(path) == {("a", "b"): "the same"}
    path.write_text('[[mutant]]\nwas = "a"\nnow = "b"\n')
    with pytest.raises(CourseError, match="was, now, why"):
        equivalents(path)
