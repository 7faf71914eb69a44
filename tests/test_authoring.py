"""`tutor new`, the audit of a draft step by step, and docs/authoring.md, whose example is laid out
just as it stands there."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import pytest

from tutor.audit.contract import Breaker, Clause
from tutor.audit.exercises import audit
from tutor.audit.quizzes import audit_quizzes
from tutor.audit.steps import STEPS
from tutor.audit.whole import Finding
from tutor.course import Hint, Limits, Policy, Task, load_course
from tutor.course.draft import create_exercise
from tutor.errors import Refused
from tutor.grading.graders import Graders

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
_FILE = re.compile(
    r"^`(?P<path>\S+/\S+)`\n\n````\w+\n(?P<text>.*?)^````$", re.DOTALL | re.MULTILINE
)
OTHERS = "solutions/01_norms/alternatives/rms_norm"


def written_in(step: int) -> dict[str, str]:
    """The files of one step of the document, by their paths in a course."""
    sections = re.split(r"^## (?=Step \d+: |Is it good)", DOCUMENT, flags=re.MULTILINE)
    section = next(s for s in sections if s.startswith(f"Step {step}: "))
    return {found["path"]: found["text"] for found in _FILE.finditer(section)}


def lay_out(course: Path, step: int) -> None:
    if step == 6:
        for file in (course / OTHERS).iterdir():
            file.unlink()
    for path, text in written_in(step).items():
        (course / path).parent.mkdir(parents=True, exist_ok=True)
        (course / path).write_text(text, encoding="utf-8")


def unkept(course: Path, graders: Graders) -> list[Finding]:
    graders.root = course
    return [f for f in audit(load_course(course), graders, "rms_norm", seeds=1) if not f.holds]


def program(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("tutor"), *arguments],
        env=os.environ | {"TUTOR_COURSE": str(course)},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    course = tmp_path / "my-course"
    create_exercise(course, "rms_norm", "01_norms")
    return course


@pytest.fixture
def afresh(draft: Path) -> Iterator[Graders]:
    with closing(Graders(draft)) as graders:
        yield graders


@pytest.mark.slow
def test_the_document_goes_from_step_to_step(
    draft: Path, graders: Graders, afresh: Graders
) -> None:
    for number, step in enumerate(STEPS, start=1):
        if number == 9:  # a grading process reads the examples of an exercise once
            graders = afresh
        [finding] = unkept(draft, graders)
        assert finding.promise == f"step {number} of {len(STEPS)}, {step.title}"
        assert f"## Step {number}: {step.title}\n" in DOCUMENT
        lay_out(draft, number)
    assert unkept(draft, graders) == []
    quiz = list(audit_quizzes(load_course(draft), graders, "rms_norm"))
    assert [finding for finding in quiz if not finding.holds] == []


def test_the_document_names_every_field() -> None:
    about = ["slug", "title", "summary", "concepts", "requires", "difficulty", "minutes", "seed"]
    kinds = (Task, Limits, Policy, Hint, Clause, Breaker)
    names = {f.name for kind in kinds for f in fields(kind)} - {"breaker"}
    for name in (*about, "order", "added", *names, "catches", "dtypes", "visible"):
        assert f"`{name}`" in DOCUMENT, name


def test_the_program_says_what_to_do_first(tmp_path: Path) -> None:
    course = tmp_path / "my-course"
    made = program(course, "new", "rms_norm", "--module", "01_norms")
    assert (made.returncode, made.stderr) == (0, "")
    assert "tutor audit rms_norm" in made.stdout
    told = program(course, "audit", "rms_norm")
    assert told.returncode == 1
    assert "✗ rms_norm: step 1 of 10, what it is" in told.stdout
    assert 'line 3: title = "TODO: a title of a few words"' in told.stdout
    assert "To do: Say in exercise.toml what the exercise is" in told.stdout
    assert "step 2" not in told.stdout


@pytest.mark.parametrize(
    ("step", "file", "old", "new", "told"),
    [
        (1, "exercises/01_norms/rms_norm/exercise.toml", "[[hint]]", "[[hints]]", "has no hint"),
        (3, "exercises/01_norms/rms_norm/rms_norm.py", "def rms_norm", "def norm", "not define"),
        (4, "solutions/01_norms/rms_norm.py", "eps: float", "epsilon: float", "the parameters"),
        (4, "solutions/01_norms/rms_norm.py", "return", "retrun", "not valid Python"),
        (5, "graders/01_norms/rms_norm/suite.py", "points=3", "points=5", "add up to 12"),
        (5, "graders/01_norms/rms_norm/suite.py", "import torch\n", "import torhc\n", "torhc"),
    ],
)
def test_a_step_says_what_is_wrong_with_it(
    draft: Path, graders: Graders, step: int, file: str, old: str, new: str, told: str
) -> None:
    for number in range(1, step + 1):
        lay_out(draft, number)
    text = (draft / file).read_text(encoding="utf-8")
    assert old in text
    (draft / file).write_text(text.replace(old, new), encoding="utf-8")
    [finding] = unkept(draft, graders)
    assert finding.step == step
    assert told in "\n".join(finding.details)


def test_a_finished_exercise_that_breaks_is_told_where(draft: Path) -> None:
    for number in range(1, 11):
        lay_out(draft, number)
    quiz = draft / "exercises/01_norms/rms_norm/quiz.toml"
    quiz.write_text(quiz.read_text(encoding="utf-8").replace("why =", "#"), encoding="utf-8")
    told = program(draft, "audit", "rms_norm", "--quizzes")
    assert told.returncode == 1
    assert "does not say why it is tempting" in told.stdout
    assert "docs/authoring.md, step 10, shows how" in told.stdout


@pytest.mark.parametrize(
    ("slug", "module", "told"),
    [
        ("RMS norm", "01_norms", "cannot be the name"),
        ("class", "01_norms", "cannot be the name"),
        ("torch", "01_norms", "Python module"),
        ("random", "01_norms", "Python module"),
        ("layer_norm", "norms and more", "There is no module"),
        ("rms_norm", "norms", "already"),
    ],
)
def test_what_cannot_be_begun_is_refused(draft: Path, slug: str, module: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        create_exercise(draft, slug, module)


def test_a_second_exercise_joins_the_module_by_its_name(draft: Path) -> None:
    create_exercise(draft, "layer_norm", "norms")
    joined = load_course(draft).exercise("layer_norm")
    assert joined.module == "01_norms"
    assert joined.added is not None
