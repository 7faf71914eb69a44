"""A hidden suite run by pytest: what the grader finds is what pytest says."""

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sampling import sampled

from tutor.course import Course, Exercise, load_course
from tutor.grading.grader import Grader
from tutor.grading.plugin import GRADERS
from tutor.grading.report import Outcome, Report
from tutor.grading.source import Source
from tutor.grading.suite import load_suite
from tutor.sandbox.guest import seccomp
from tutor.sandbox.host.layers import LAYERS, Floor

ROOT = Path(__file__).resolve().parents[1]
EXERCISES = sampled(load_course(ROOT).exercises)
LINEAR = "01_predict/forward_linear"
RIGHT = "def forward_linear(X, W, b):\n    return X @ W + b\n"
FORBIDDEN = """
import torch
def forward_linear(X, W, b):
    return getattr(torch.nn.functional, "lin" + "ear")(X, W.T, b)
"""


class Run:
    """One run of pytest in this process: its exit status, and what it said of each check.

    It starts a grader of its own unless it is given one.
    """

    def __init__(self, *arguments: str | Path, grader: Grader | None = None) -> None:
        self.grader = grader
        self.outcomes: dict[str, str] = {}
        self.said: dict[str, str] = {}
        options = ["-q", "-p", "no:cacheprovider", "--tutor-device", "cpu"]
        self.status = pytest.main([*map(str, arguments), *options], plugins=[self])

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        if self.grader is not None:
            config.stash[GRADERS][ROOT] = self.grader

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or not report.passed:
            name = report.nodeid.rpartition("::")[2]
            self.outcomes[name] = report.outcome
            self.said[name] = str(report.longrepr)


def written(folder: Path, code: str) -> Path:
    path = folder / "submission.py"
    path.write_text(code, encoding="utf-8")
    return path


def ids(suite: Path) -> list[str]:
    return [check.id for check in load_suite(suite)]


@pytest.mark.parametrize("slug", EXERCISES)
def test_every_reference_passes_every_check(grader: Grader, course: Course, slug: str) -> None:
    """Those that need a preload among them."""
    exercise = course.exercise(slug)
    run = Run(exercise.suite, "--submission", exercise.solution, grader=grader)
    assert run.outcomes == dict.fromkeys(ids(exercise.suite), "passed")
    assert run.status == 0


def spoiled(exercise: Exercise) -> str:
    """A solution that gets some marks, and not all."""
    code = exercise.solution.read_text(encoding="utf-8")
    if exercise.slug == "gradient_descent":  # by a forbidden call
        return code + (
            "\ndef stable_alpha(x):\n    x = x.clone().requires_grad_()\n"
            "    (x * x).sum().backward()\n    return 2 / x.detach() ** 2\n"
        )
    old, new = {
        "fine_tuning": ("model.eval()", "model.train()"),
        "lstm": ("torch.tanh(c)", "c"),
    }[exercise.slug]
    assert old in code
    return code.replace(old, new)


@pytest.mark.parametrize("slug", ["gradient_descent", "fine_tuning", "lstm"])
def test_a_wrong_submission_gets_the_verdicts_and_the_sentences_of_the_grader(
    grader: Grader, course: Course, slug: str, tmp_path: Path
) -> None:
    exercise = course.exercise(slug)
    code = spoiled(exercise)
    report = grader.grade(exercise, Source("submission.py", code), device="cpu", seed=5)
    file = written(tmp_path, code)
    run = Run(exercise.suite, "--submission", file, "--tutor-seed", "5", grader=grader)
    assert 0 < report.score < report.max_score
    assert run.status == 1
    require_equal(run, report)


def require_equal(run: Run, report: Report) -> None:
    assert list(run.outcomes) == [check.id for check in report.checks]
    for check in report.checks:
        assert (run.outcomes[check.id] == "passed") == (check.outcome is Outcome.PASSED)
        if check.outcome is Outcome.PASSED:
            continue  # pytest says nothing of it, not even that it is right given an earlier task
        explanation = report.misconceptions[check.mistake] if check.mistake else ""
        for line in f"{check.message}\n{explanation}".splitlines():
            assert line in run.said[check.id]


def test_a_forbidden_call_gets_no_marks(grader: Grader, course: Course, tmp_path: Path) -> None:
    exercise = course.exercise("forward_linear")
    report = grader.grade(exercise, Source("submission.py", FORBIDDEN), device="cpu", seed=5)
    file = written(tmp_path, FORBIDDEN)
    run = Run(exercise.suite, "--submission", file, "--tutor-seed", "5", grader=grader)
    assert report.score == 0
    assert set(run.outcomes.values()) == {"failed"}
    require_equal(run, report)


def test_a_seed_repeats_the_inputs(grader: Grader, course: Course, tmp_path: Path) -> None:
    suite = course.exercise("forward_linear").suite
    code = "def forward_linear(X, W, b):\n    raise ValueError(f'met {X.sum().item()}')\n"
    file = written(tmp_path, code)
    seeds: tuple[list[str], ...] = (["--tutor-seed", "7"], ["--tutor-seed", "7"], [])
    runs = [Run(suite, "--submission", file, *seed, grader=grader) for seed in seeds]
    first, again, other = (re.findall(r"met ([-.\d]+)", run.said["test_values"]) for run in runs)
    assert len(first) == 1
    assert first == again
    assert first != other


def test_checks_are_chosen_by_name(grader: Grader, course: Course) -> None:
    exercise = course.exercise("forward_linear")
    given = ("--submission", exercise.solution)
    one = Run(f"{exercise.suite}::test_precision[float32]", *given, grader=grader)
    assert one.outcomes == {"test_precision[float32]": "passed"}
    some = Run(exercise.suite, "-k", "batch", *given, grader=grader)
    assert set(some.outcomes) == {"test_batch_of_one", "test_empty_batch"}


def test_the_visible_examples_can_be_run_too(grader: Grader, course: Course) -> None:
    exercise = course.exercise("forward_linear")
    right = Run(exercise.examples, "--submission", exercise.solution, grader=grader)
    assert right.outcomes == dict.fromkeys(ids(exercise.examples), "passed")
    starter = Run(exercise.examples, "--submission", exercise.starter, grader=grader)
    assert set(starter.outcomes.values()) == {"failed"}


def test_without_a_submission_the_checks_are_skipped(course: Course) -> None:
    run = Run(course.exercise("forward_linear").suite)
    assert set(run.outcomes.values()) == {"skipped"}
    assert "a suite needs --submission FILE" in run.said["test_values"]


def test_a_file_that_cannot_be_read_is_one_sentence(grader: Grader, course: Course) -> None:
    run = Run(course.exercise("mse").suite, "--submission", "nowhere.py", grader=grader)
    assert set(run.said.values()) == {"nowhere.py does not exist. Check the name of the file."}


def copied_course(root: Path) -> Path:
    """A course with its first exercise alone."""
    for door in ("exercises", "graders"):
        shutil.copytree(ROOT / door / LINEAR, root / door / LINEAR)
    (root / "solutions/01_predict").mkdir(parents=True)
    shutil.copy(ROOT / f"solutions/{LINEAR}.py", root / "solutions/01_predict")
    shutil.copy(ROOT / "exercises/course.toml", root / "exercises")
    return root / "graders" / LINEAR / "suite.py"


def test_a_fault_of_the_suite_is_shown_where_it_is(tmp_path: Path) -> None:
    suite = copied_course(tmp_path)
    body = "    submission.not_called\n    unknown()\n"
    fault = f"\n\n@check(task=1)\ndef test_fault(submission):\n{body}"
    suite.write_text(suite.read_text() + fault)
    run = Run(suite, "--submission", written(tmp_path, RIGHT))
    assert [name for name, outcome in run.outcomes.items() if outcome != "passed"] == ["test_fault"]
    said = run.said["test_fault"]
    assert re.search("^> +unknown\\(\\)$", said, re.MULTILINE)
    assert "NameError: name 'unknown' is not defined" in said
    assert "marking.py" not in said


def test_nothing_is_graded_below_the_floor(
    monkeypatch: pytest.MonkeyPatch, course: Course, tmp_path: Path
) -> None:
    monkeypatch.setenv("TUTOR_REQUIRE_ISOLATION", "full")
    monkeypatch.setitem(LAYERS, Floor.FULL, {"process", "a_vm_of_its_own"})
    run = Run(course.exercise("forward_linear").suite, "--submission", written(tmp_path, RIGHT))
    assert set(run.outcomes.values()) == {"failed"}
    assert "a_vm_of_its_own" in run.said["test_values"]


READING = """
try:
    open({path!r})
except OSError:
    read = False
else:
    read = True

def forward_linear(X, W, b):
    assert not read
    return X @ W + b
"""


@pytest.mark.skipif(not seccomp.available(), reason="what is hidden is hidden by seccomp")
def test_a_submission_cannot_read_the_course(tmp_path: Path) -> None:
    """Not even where it lies among Python's packages, which a submission may read."""
    with TemporaryDirectory(dir=sysconfig.get_path("purelib")) as folder:
        suite = copied_course(Path(folder))
        code = READING.format(path=str(suite))
        run = Run(suite, "--submission", written(tmp_path, code))
    assert set(run.outcomes.values()) == {"passed"}, run.said["test_values"]


STRANGER = """
import sys
import pytest

def pytest_addoption(parser):
    for name in ("--seed", "--device", "--submission"):
        parser.addoption(name, default="mine")

@pytest.fixture
def submission(request):
    return [request.config.getoption(name) for name in ("seed", "device", "submission")]
"""
STRANGERS_TEST = """
import sys

def test_options(submission):
    assert submission == ["1", "mine", "mine"]
    assert not {"torch", "sqlalchemy", "tutor.grading.suite"} & set(sys.modules)
    assert {name for name in sys.modules if name.partition(".")[0] == "tutor"} == {
        "tutor", "tutor.grading", "tutor.grading.plugin"
    }
"""


def test_who_has_such_options_of_their_own_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(STRANGER)
    for name in ("test_theirs.py", "suite.py"):
        (tmp_path / name).write_text(STRANGERS_TEST)
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--seed", "1", "test_theirs.py", "suite.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert "2 passed" in run.stdout, run.stdout + run.stderr
