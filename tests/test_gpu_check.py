"""The check for a machine with a GPU, run on the CPU: docs/gpu.md."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from tutor.course import Course
from tutor.grading.suite import load_module

ROOT = Path(__file__).parents[1]
GPU = ROOT / "benchmarks" / "gpu.py"
ANYTHING = "import torch\n\n\ndef forward_linear(X, W, b):\n    return torch.rand(len(X), len(b))\n"


def run(
    out: Path, *options: str, device: str = "cpu", program: Path = GPU, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, program, "--device", device, "--out", out, *options],
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


def found(out: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((out / "gpu.json").read_text(encoding="utf-8"))
    return said


def steps(*names: str) -> list[str]:
    return [option for name in names for option in ("--step", name)]


@pytest.mark.slow
def test_every_step_runs_on_the_cpu(tmp_path: Path, course: Course) -> None:
    """Of exercises that no attack is for, because test_attacks.py runs them all."""
    options = ["--seconds", "3600", "--graders", "2"]
    done = run(tmp_path, *options, "--exercise", "conv2d", "--exercise", "dropout")
    assert done.returncode == 0, done.stdout + done.stderr
    rows = found(tmp_path)["steps"]
    assert found(tmp_path)["faults"] == []
    assert "process" in rows["layers"]["cpu"]
    assert set(rows["references"]) == {"conv2d", "dropout", "step took, s"}
    alternatives = [name for name in rows["alternatives"] if "/" in name]
    slugs = ("conv2d", "dropout")
    assert len(alternatives) == sum(len(course.exercise(s).alternatives) for s in slugs)
    assert rows["first mark"]["seconds"] > 0
    assert rows["one after another"]["conv2d on cpu, ms"] > 0
    assert rows["at once"]["dropout, ms for each of 10"] > 0
    assert list(rows) == [line[:18].strip() for line in done.stdout.splitlines()[:-1]]


def test_an_attack_that_gets_through_is_a_fault(tmp_path: Path) -> None:
    """One that is stopped, and one whose file expects what does not come of it."""
    corpus = tmp_path / "tests" / "attacks" / "submissions"
    corpus.mkdir(parents=True)
    shutil.copytree(GPU.parent, tmp_path / "benchmarks")
    shutil.copy(ROOT / "tests" / "test_attacks.py", tmp_path / "tests")
    shutil.copy(ROOT / "tests" / "attacks" / "submissions" / "reply_nan.py", corpus)
    header = "# attack: answers anything\n# stopped by: nothing\n# expect: full marks\n"
    (corpus / "free_marks.py").write_text(header + ANYTHING)
    program = tmp_path / "benchmarks" / "gpu.py"
    options = ["--seconds", "3600", "--exercise", "forward_linear"]
    done = run(tmp_path, *options, *steps("references", "attacks"), program=program)
    assert done.returncode == 1, done.stdout + done.stderr
    assert found(tmp_path)["steps"]["attacks"]["reply_nan"] == "stopped"
    [fault] = found(tmp_path)["faults"]
    assert fault.startswith("free_marks got through: not 'full marks', but")


def test_a_right_answer_that_loses_marks_is_a_fault(tmp_path: Path, course: Course) -> None:
    exercise = course.exercise("forward_linear")
    for path in (exercise.folder, exercise.suite.parent):
        shutil.copytree(path, tmp_path / path.relative_to(exercise.root))
    shutil.copy(ROOT / "exercises" / "course.toml", tmp_path / "exercises")
    solution = tmp_path / exercise.solution.relative_to(exercise.root)
    solution.parent.mkdir(parents=True)
    solution.write_text(ANYTHING)
    options = ["--seconds", "3600", *steps("references")]
    done = run(tmp_path, *options, TUTOR_COURSE=str(tmp_path))
    assert done.returncode == 1, done.stdout + done.stderr
    [fault] = found(tmp_path)["faults"]
    assert fault.startswith("forward_linear lost marks: ")


def test_what_there_is_no_time_for_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "--seconds", "0")
    assert done.returncode == 1, done.stdout + done.stderr
    assert all(rows["left out"] == "all" for rows in found(tmp_path)["steps"].values())
    assert found(tmp_path)["faults"] == [
        "No right answer was graded: give it more time with --seconds."
    ]


@pytest.mark.slow
def test_what_is_carried_to_another_machine_runs_there(tmp_path: Path) -> None:
    """With the packages of this Python in place of downloaded wheels."""
    kit = load_module(GPU.with_name("gpu_kit.py"), "gpu_kit")
    assert len(kit.versions()) == len(kit.PACKAGES)  # each has a version in constraints.txt
    kit.build(tmp_path / "kit" / "wheels")
    kit.copy_check(tmp_path / "kit")
    options = ["--exercise", "forward_linear", "--seconds", "3600", *steps("layers", "references")]
    done = run(tmp_path, *options, program=tmp_path / "kit" / "start.py", PYTHONPATH="/nowhere")
    assert done.returncode == 0, done.stdout + done.stderr
    assert found(tmp_path)["steps"]["references"]["forward_linear"]["score"] == 10


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_without_a_gpu_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    done = run(tmp_path, device="cuda")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "has no GPU" in done.stderr
    assert "--device cpu" in done.stderr
    assert not list(tmp_path.iterdir())
