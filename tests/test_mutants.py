"""Mutation of right solutions: what is changed, what is left alone, and who notices."""

import ast
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.audit.exercises import audit
from tutor.audit.mutants import equivalents, mutants_of, sharpness
from tutor.course import Course, load_course
from tutor.errors import CourseError, GraderError
from tutor.grading.changes.mutants import mutants
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


METHODS = """
class Net:
    def start(self, n: int, scale: float = 0.5):
        self.mask = torch.rand(n, generator=self.rng) * scale

    def run(self, X, h, lr):
        states = [h.clone()]
        for x in X:
            z = (x @ self.W + self.b).tanh()
            h = z * h + self.b
            total = h / len(X)
            states.append(h)
            self.total += total
        parts = z.chunk(4, dim=1)
        same = h == z
        return torch.stack(states)[1:], z.mean(dim=1) * self.mask, int(lr * 2)
"""


@pytest.mark.parametrize(
    "now",
    [
        "type(self).mask = torch.rand(n, generator=self.rng) * scale",
        "self.mask = torch.rand(n) * scale",
        "self.mask = torch.rand(n, generator=self.rng) * 1",
        "states = [h]",
        "for x in list(X)[:-1]:",
        "for x in list(X)[::-1]:",
        "z = (x @ self.W).tanh() + self.b",
        "z = (self.W @ x + self.b).tanh()",
        "z = (x @ self.W + self.b).tanh().detach()",
        "z = (x @ self.W + self.b).tanh().float()",
        "total = h / len(X); h = z * h + self.b",
        "value_before = h.clone(); h = z * h + self.b; total = value_before / len(X)",
        "h = z * h",
        "h = z * h * h + self.b",
        "total = h / (len(X) + 1e-08)",
        "total = h / len(X) / len(X)",
        "states.append(states[-1].copy_(h) if states else h)",
        "self.total = total",
        "parts = z.unflatten(1, (-1, 4)).unbind(1 + 1)",
        "same = abs(h - z) < 1e-06",
        "return (torch.stack(states)[1:], z.mean() * self.mask, int(lr * 2))",
        "return (torch.stack(states)[1:], z.mean(dim=(1, 0)) * self.mask, int(lr * 2))",
        "return (torch.stack(states)[1:], z.mean(dim=1) / z.shape[1] * self.mask, int(lr * 2))",
        "return (torch.stack(states)[1:], z.mean(dim=1) * self.mask, round(lr * 2))",
        "return (z.mean(dim=1) * self.mask, torch.stack(states)[1:], int(lr * 2))",
    ],
)
def test_so_are_those_of_objects_loops_and_random_numbers(now: str) -> None:
    assert now in {mutant.now for mutant in mutants(METHODS)}


def test_a_change_says_what_was_done_and_about_what() -> None:
    told = {(m.now, m.told, m.of) for m in mutants(METHODS)}
    assert ("h = z * h", "one addend were missing", "b") in told
    assert ("type(self).mask = torch.rand(n, generator=self.rng) * scale", SHARED, "mask") in told


SHARED = "all objects of the class shared one value"

OPERATORS = ["+", "-", "*", "/", "//", "**", "@", "<", "==", "&"]
NAMES = st.sampled_from(["x", "w", "self.b", "2", "1.5", "x.T", "len(x)"])
EXPRESSIONS = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(OPERATORS), inner).map(
            lambda parts: "({} {} {})".format(*parts)
        ),
        st.tuples(inner, st.sampled_from(["sum(0)", "mean((0, 1))", "exp()", "chunk(3, -1)"])).map(
            lambda parts: "({}).{}".format(*parts)
        ),
        st.tuples(inner, inner).map(lambda parts: "torch.where({0} > 0, {0}, {1})".format(*parts)),
        inner.map(lambda one: f"x[{one}:-1]"),
        inner.map(lambda one: f"torch.rand({one}, generator=rng, device=x.device)"),
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(EXPRESSIONS, st.sampled_from(["total = {}", "total += {}", "return {}", "x.append({})"]))
def test_each_mutant_of_any_text_is_a_program_that_differs(expression: str, line: str) -> None:
    body = [f"for t in range({expression}):", "    " + line.format(expression), "return w"]
    text = "def f(x, w, n: int = 2):\n    " + "\n    ".join(body)
    before = ast.unparse(ast.parse(text))
    for mutant in mutants(text):
        compile(mutant.code, "mutant", "exec")
        assert mutant.code != before
        assert ast.dump(ast.parse(mutant.code)) == ast.dump(ast.parse(ast.unparse(mutant.tree)))


def test_what_nobody_gets_wrong_is_left_alone() -> None:
    text = "def f(x, y):\n    return [a / 2 + a / b for a, b in zip(x, y, strict=True)]"
    now = [mutant.now for mutant in mutants(text)]
    assert "return [a / 2 + a / (b + 1e-08) for a, b in zip(x, y, strict=True)]" in now
    assert not any("(2 + 1e-" in one for one in now)
    assert all("strict=True" in one for one in now)


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


@pytest.mark.parametrize("slug", ["activations", "broadcasting", "dropout", "perceptron"])
def test_a_sample_of_the_mutants_of_each_solution_is_noticed(
    course: Course, graders: Graders, slug: str
) -> None:
    """Always the same few; `make mutants` tries all of them."""
    exercise = course.exercise(slug)
    found = sharpness(exercise, graders, most=2)
    assert found.killed == 2 * (1 + len(exercise.alternatives))
    assert not found.survivors


def test_an_equivalent_mutant_gives_its_place_to_the_next(
    course: Course, graders: Graders, tmp_path: Path
) -> None:
    exercise = copied(course, tmp_path).exercise("forward_linear")
    graders.root = tmp_path
    before = sharpness(exercise, graders, most=2)
    first = mutants_of(exercise)[exercise.solution.name][0]
    listed = f"[[mutant]]\nwas = '{first.was}'\nnow = '{first.now}'\nwhy = 'It is not.'\n"
    path = exercise.suite.with_name("equivalent.toml")
    path.write_text(path.read_text() + listed)
    after = sharpness(exercise, graders, most=2)
    assert after.killed == before.killed == 2 * (1 + len(exercise.alternatives))
    assert after.equivalent == before.equivalent + 1


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
    shutil.rmtree(exercise.alternatives[0].parent)
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
        made = {(m.was, m.now) for every in mutants_of(exercise).values() for m in every}
        assert set(known.mutants) <= made, exercise.slug


def test_equivalents_need_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "equivalent.toml"
    assert equivalents(path).mutants == {}
    path.write_text('[[mutant]]\nwas = "a"\nnow = ["b", "c"]\nwhy = "the same"\n')
    assert equivalents(path).mutants == {("a", "b"): "the same", ("a", "c"): "the same"}
    path.write_text('[[kind]]\nkind = "detach"\nwhy = "no gradients"\n')
    assert equivalents(path).kinds == {"detach": "no gradients"}
    path.write_text('[[mutant]]\nwas = "a"\nnow = "b"\n')
    with pytest.raises(CourseError, match="was, now and why"):
        equivalents(path)
