"""The audit: the shipped course keeps its promises, and a course that breaks one is caught."""

import hashlib
import shutil
import sys
from pathlib import Path

import pytest
import torch

from tutor.audit.costs import MistakeCost, costs
from tutor.audit.exercises import audit
from tutor.audit.whole import Finding, audit_course
from tutor.course import Exercise, load_course
from tutor.errors import CourseError
from tutor.grading.graders import Graders
from tutor.grading.version import engine_version

ROOT = Path(__file__).parents[1]
MODULE = "01_predict"
EXERCISE = f"exercises/{MODULE}/forward_linear"
GRADER = f"graders/{MODULE}/forward_linear"
SOLUTIONS = f"solutions/{MODULE}"
# Training with fastai thirty times over takes minutes.
SLUGS = [
    pytest.param(e.slug, marks=[pytest.mark.slow] if e.limits.seconds_per_check >= 30 else [])
    for e in load_course(ROOT).exercises
]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the course with one exercise alone, which requires nothing."""
    for folder in (EXERCISE, GRADER, f"{SOLUTIONS}/alternatives/forward_linear"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / f"{SOLUTIONS}/forward_linear.py", tmp_path / SOLUTIONS)
    shutil.copy(ROOT / "exercises/course.toml", tmp_path / "exercises")
    replace(tmp_path / EXERCISE / "exercise.toml", 'requires = ["hello_tensor"]', "requires = []")
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def broken(course: Path, graders: Graders) -> list[Finding]:
    graders.root = course
    return [f for f in audit(load_course(course), graders, seeds=1) if not f.holds]


def version_of(exercise: Exercise) -> str:
    """A hash of all that an audit of this exercise reads: its files, our code, and torch."""
    read = [
        *exercise.folder.rglob("*"),
        *exercise.suite.parent.rglob("*"),
        exercise.solution,
        *exercise.alternatives,
        *(ROOT / "tutor" / "audit").rglob("*.py"),
    ]
    files = sorted(path for path in read if path.is_file() and "__pycache__" not in path.parts)
    digest = hashlib.sha256(f"{engine_version()} {torch.__version__} {sys.version}".encode())
    for path in files:
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


@pytest.mark.parametrize("slug", SLUGS)
def test_the_shipped_course_keeps_its_promises(
    graders: Graders, slug: str, cache: pytest.Cache
) -> None:
    """What was audited with the very same files is not audited again: `--cache-clear` does it.

    In brief: `make audit` tries every fault, at every check, and the honest files have a test of
    their own.
    """
    course = load_course(ROOT)
    key, version = f"tutor/audited/{slug}", version_of(course.exercise(slug))
    if cache.get(key, None) == version:
        return
    findings = list(audit(course, graders, slug, seeds=1, brief=True))
    assert len(findings) == 8
    assert [f for f in findings if not f.holds] == []
    cache.set(key, version)


def test_the_shipped_course_as_a_whole() -> None:
    assert [f for f in audit_course(load_course(ROOT)) if not f.holds] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "promise", "detail"),
    [
        (f"{GRADER}/suite.py", "points=2", "points=3", "points", "add up to 11"),
        (f"{GRADER}/suite.py", "bias-forgotten ", "", "points", "bias-forgotten"),
        (f"{GRADER}/suite.py", "bias-forgotten", "bias-lost", "points", "not a known mistake"),
        (f"{GRADER}/suite.py", '"bias-per-row"', '"loop-over-rows"', "mistakes", "passes it"),
        (f"{GRADER}/mistakes.py", "return X @ W\n", "return X @ W + b\n", "mistakes", "full marks"),
        (f"{GRADER}/mistakes.py", ".squeeze()", " * torch.rand(())", "mistakes", "is not named"),
        (
            f"{SOLUTIONS}/alternatives/forward_linear/einsum.py",
            "+ b",
            "",
            "full marks",
            "einsum.py",
        ),
        (f"{EXERCISE}/examples.py", "5.5", "6.5", "examples", "test_one_input"),
        (
            f"{GRADER}/mistakes.py",
            'loop_over("forward_linear", "W", axis=1, what="the outputs")',
            'typical(loop_over("forward_linear", "W", axis=1, what="the outputs"))',
            "typical",
            "loop-over-outputs passes all examples",
        ),
        (
            f"{EXERCISE}/forward_linear.py",
            "raise Not",
            "return X @ W + b\n    raise Not",
            "starter",
            "10",
        ),
        (
            f"{EXERCISE}/exercise.toml",
            "requires = []",
            'requires = ["magic"]',
            "prerequisites",
            "magic",
        ),
    ],
)
def test_a_broken_promise_is_found(
    small: Path, graders: Graders, file: str, old: str, new: str, promise: str, detail: str
) -> None:
    replace(small / file, old, new)
    findings = broken(small, graders)
    assert any(promise in f.promise and detail in " ".join(f.details) for f in findings), findings


def test_a_hidden_file_that_is_handed_out_is_found(small: Path) -> None:
    shutil.copy(small / GRADER / "suite.py", small / EXERCISE / "picture.svg")
    (finding,) = [f for f in audit_course(load_course(small)) if not f.holds]
    assert "picture.svg is a copy of" in finding.details[0]


def test_missing_parts_are_found(small: Path, graders: Graders) -> None:
    shutil.rmtree(small / SOLUTIONS / "alternatives")
    (small / EXERCISE / "README.md").unlink()
    findings = {f.promise: " ".join(f.details) for f in broken(small, graders)}
    assert "README.md is missing" in findings["is complete"]
    assert "fewer than two alternative" in findings["is complete"]


def test_a_circle_of_prerequisites_is_found(small: Path) -> None:
    for door in ("exercises", "graders"):
        shutil.copytree(small / door / MODULE, small / door / "02_again")
    again = small / "exercises/02_again/forward_linear"
    again.rename(again.with_name("second"))
    toml = again.with_name("second") / "exercise.toml"
    replace(toml, '"forward_linear"', '"second"')
    replace(toml, "requires = []", 'requires = ["forward_linear"]')
    replace(small / EXERCISE / "exercise.toml", "requires = []", 'requires = ["second"]')
    details = " ".join(d for f in audit_course(load_course(small)) for d in f.details)
    assert "the prerequisites form a cycle" in details


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "The', 'titel = "The', "has no entry 'title'"),
        ('slug = "forward_linear"', 'slug = "forward"', "not the name of its folder"),
        ("n = 1", "number = 1", "an unknown entry"),
        ("[[task]]", "[[task", "not valid TOML"),
        ("[[task]]", "added = 2026\n[[task]]", "'added' should be a date"),
    ],
)
def test_a_malformed_exercise_names_its_file(small: Path, old: str, new: str, words: str) -> None:
    replace(small / EXERCISE / "exercise.toml", old, new)
    with pytest.raises(CourseError, match=words) as caught:
        load_course(small)
    assert "exercise.toml" in str(caught.value)


def test_what_each_known_mistake_costs(small: Path, graders: Graders) -> None:
    graders.root = small
    found = costs(load_course(small).exercises[0], graders)
    assert [cost.share for cost in found] == sorted((c.share for c in found), reverse=True)
    by_name = {cost.mistake: cost for cost in found}
    assert by_name["weights-transposed"].remark == "everything"
    assert by_name["bias-forgotten"].remark == ""
    assert 0.5 <= by_name["bias-forgotten"].lost < by_name["weights-transposed"].lost == 10
    assert MistakeCost("mse", "edge", 0.25, 10, 1).remark == "little"
    assert MistakeCost("mse", "missed", 0, 10, 0).remark == "nothing"
