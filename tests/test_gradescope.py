"""An autograder zip in the layout that Gradescope documents, with its scripts run as it runs them:
`source` has the zip's files, `run_autograder` is copied one folder up and run there."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tutor.course import Course

TUTOR = Path(sys.executable).with_name("tutor")


@pytest.fixture(scope="module")
def autograder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image as it is built: the zip is unpacked and set up. Instead of a network it has an
    environment with the packages of this one, all but ours."""
    root = tmp_path_factory.mktemp("gradescope") / "autograder"
    source = root / "source"
    for folder in (source, root / "submission", root / "results"):
        folder.mkdir(parents=True)
    made = subprocess.run(
        [TUTOR, "class", "gradescope", "forward_linear", "--require-isolation", "process"],
        cwd=root.parent,
        capture_output=True,
        text=True,
    )
    assert (made.returncode, made.stderr) == (0, "")
    assert "points to 10" in made.stdout
    subprocess.run(["unzip", "-q", root.parent / "forward_linear.zip", "-d", source], check=True)
    venv.create(source / "venv", with_pip=False, symlinks=True)
    site = next((source / "venv" / "lib").glob("python*/site-packages"))
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    subprocess.run(
        ["bash", source / "setup.sh"], check=True, cwd="/", env=os.environ | {"PIP_NO_INDEX": "1"}
    )
    shutil.copy(source / "run_autograder", root)
    return root


def graded(autograder: Path, files: dict[str, str]) -> tuple[int, str, dict[str, Any]]:
    """Submit these files; the exit code, what instructors see of the output, and the results."""
    submission, results = autograder / "submission", autograder / "results" / "results.json"
    shutil.rmtree(submission)
    submission.mkdir()
    results.unlink(missing_ok=True)
    for name, text in files.items():
        (submission / name).parent.mkdir(parents=True, exist_ok=True)
        (submission / name).write_text(text, encoding="utf-8")
    done = subprocess.run(["./run_autograder"], cwd=autograder, capture_output=True, text=True)
    found = json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}
    return done.returncode, done.stdout + done.stderr, found


def test_the_zip_has_both_scripts_at_its_root_and_only_this_exercise(autograder: Path) -> None:
    with zipfile.ZipFile(autograder.parent / "forward_linear.zip") as archive:
        names = archive.namelist()
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
    assert modes["setup.sh"] & modes["run_autograder"] & 0o111
    assert {n.split("/")[0] for n in names} == {
        *("setup.sh", "run_autograder", "requirements.txt", "tutor", "course")
    }
    assert not [n for n in names if "dropout" in n and n.startswith("course")]
    assert "torch==" in (autograder / "source" / "requirements.txt").read_text()


def test_a_right_answer_gets_full_marks(autograder: Path, course: Course) -> None:
    right = course.exercise("forward_linear").solution.read_text(encoding="utf-8")
    code, _, results = graded(autograder, {"forward_linear.py": right, "notes.py": "x = 1\n"})
    assert code == 0
    assert (results["score"], results["stdout_visibility"]) == (10.0, "hidden")
    assert {test["status"] for test in results["tests"]} == {"passed"}
    assert {test["visibility"] for test in results["tests"]} == {"after_published"}
    assert sum(test["max_score"] for test in results["tests"]) == 10.0


def test_a_wrong_answer_is_told_why(autograder: Path) -> None:
    wrong = "def forward_linear(X, W, b):\n    return X @ W\n"
    code, _, results = graded(autograder, {"a folder/homework.py": wrong})
    assert code == 0
    assert 0 < results["score"] < 10
    assert "comes out without the bias" in "".join(test["output"] for test in results["tests"])


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "Submit one file called forward_linear.py"),
        ({"a.py": "x = 1\n", "b.py": "x = 2\n"}, "There are: a.py, b.py."),
        ({"forward_linear.ipynb": "{"}, "forward_linear.ipynb"),
    ],
)
def test_what_cannot_be_read_is_told_to_the_learner(
    autograder: Path, files: dict[str, str], told: str
) -> None:
    code, _, results = graded(autograder, files)
    assert (code, results["score"]) == (0, 0.0)
    assert told in results["output"]


def test_a_grader_that_fails_gives_no_mark(autograder: Path) -> None:
    [suite] = (autograder / "source" / "course" / "graders").rglob("suite.py")
    text = suite.read_text(encoding="utf-8")
    suite.write_text("import nothing_like_it\n" + text, encoding="utf-8")
    try:
        code, said, results = graded(autograder, {"forward_linear.py": "x = 1\n"})
    finally:
        suite.write_text(text, encoding="utf-8")
    assert (code, results) == (1, {})
    assert "The grader failed" in said
