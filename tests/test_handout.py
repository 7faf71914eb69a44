"""A course without graders and solutions: what a class may hand out, and what it can do."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tutor.course import Course, create_handout, load_course
from tutor.errors import Refused
from tutor.grading.graders import Graders
from tutor.records import Store
from tutor.service import Tutor

TUTOR = Path(sys.executable).with_name("tutor")
NOT_HERE = "tutor: The hidden suites and the solutions are not in this course"


@pytest.fixture(scope="module")
def handout(tmp_path_factory: pytest.TempPathFactory, course: Course) -> Path:
    folder = tmp_path_factory.mktemp("class") / "course"
    create_handout(course, folder)
    return folder


def program(handout: Path, here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"TUTOR_COURSE": str(handout), "TUTOR_DATABASE_URL": f"sqlite:///{here}/r.db"}
    return subprocess.run(
        [TUTOR, *arguments], env=os.environ | environment, cwd=here, capture_output=True, text=True
    )


def test_a_handout_holds_the_learners_part_and_nothing_else(handout: Path, course: Course) -> None:
    assert [path.name for path in handout.iterdir()] == ["exercises"]
    names = {path.name for path in handout.rglob("*")}
    assert not names & {"suite.py", "mistakes.py", "picture.py", "__pycache__"}
    assert [e.slug for e in load_course(handout).exercises] == [e.slug for e in course.exercises]


def test_nothing_is_overwritten(handout: Path, tmp_path: Path) -> None:
    made = program(handout, tmp_path, "class", "handout", "new")
    assert (made.returncode, made.stderr) == (0, "")
    assert (tmp_path / "new" / "exercises" / "course.toml").is_file()
    again = program(handout, tmp_path, "class", "handout", "new")
    assert again.returncode == 2
    assert "new/exercises is there already" in again.stderr


def test_learners_read_try_and_quiz(handout: Path, tmp_path: Path) -> None:
    for command in (["list"], ["show", "dropout"], ["hint", "dropout"], ["quiz", "--status"]):
        done = program(handout, tmp_path, *command)
        assert (done.returncode, done.stderr) == (0, ""), command
    assert program(handout, tmp_path, "init", "mine").returncode == 0
    starter = tmp_path / "mine" / "01_predict" / "forward_linear" / "forward_linear.py"
    tried = program(handout, tmp_path, "check", "forward_linear", str(starter))
    assert (tried.returncode, tried.stderr) == (1, "")
    assert tried.stdout.startswith("forward_linear  0 / 3")


@pytest.mark.parametrize(
    "command",
    [
        ["grade", "dropout", "dropout.py"],
        ["submit", "dropout", "dropout.py"],
        ["audit", "dropout"],
        ["audit"],
        ["class", "regrade", "dropout"],
    ],
)
def test_what_needs_suites_says_in_one_sentence_that_they_are_not_here(
    handout: Path, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "dropout.py").write_text("x = 1\n")
    refused = program(handout, tmp_path, *command)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(NOT_HERE)
    assert refused.stderr.count("\n") == 1
    assert "to your class" in refused.stderr


def test_solutions_are_where_the_class_shows_them(handout: Path, tmp_path: Path) -> None:
    refused = program(handout, tmp_path, "solutions", "dropout")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == (
        "tutor: The solutions are not in this course. If your class shows them, they are on its "
        "page of the exercise.\n"
    )


def test_nothing_is_kept_that_cannot_be_marked(handout: Path, tmp_path: Path) -> None:
    (tmp_path / "dropout.py").write_text("x = 1\n")
    program(handout, tmp_path, "submit", "dropout", "dropout.py")
    with closing(Store(f"sqlite:///{tmp_path}/r.db")) as store:
        assert store.attempts() == []


def test_there_is_no_picture_either(handout: Path, tmp_path: Path) -> None:
    with (
        closing(Store(f"sqlite:///{tmp_path}/r.db")) as store,
        closing(Tutor(load_course(handout), store, Graders(handout))) as tutor,
        pytest.raises(Refused, match="are not in this course"),
    ):
        tutor.afterwards.picture("ada", "dropout")


def test_a_right_answer_is_to_be_submitted_to_the_class(
    handout: Path, course: Course, tmp_path: Path
) -> None:
    right = course.exercise("forward_linear").solution
    passed = program(handout, tmp_path, "check", "forward_linear", str(right))
    assert passed.returncode == 0
    assert "submit this file to your class" in passed.stdout
    assert "tutor submit" not in passed.stdout
