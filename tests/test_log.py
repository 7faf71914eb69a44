"""The log: one line for each event, with what an operator needs and no learner's code."""

import logging
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tutor.classroom.sign_in import SignIn
from tutor.errors import Refused
from tutor.learning.viewer import Role, Viewer
from tutor.records import Store
from tutor.records.people import Person

SECRET = "x_is_my_own_code"


def run(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from tutor.cli import main; main()", *arguments],
        env=os.environ
        | {"TUTOR_DATABASE_URL": f"sqlite:///{tmp_path}/records.sqlite", "TUTOR_LEARNER": "ada"}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_submission_leaves_its_lines_in_the_file_that_is_named(tmp_path: Path) -> None:
    code, log = tmp_path / "forward_linear.py", tmp_path / "log"
    code.write_text(
        f"def forward_linear(X, W, b):\n    {SECRET} = X @ W + b\n    return {SECRET}\n"
    )
    done = run(tmp_path, "submit", "forward_linear", str(code), TUTOR_LOG=str(log))
    assert (done.returncode, done.stderr) == (0, "")
    lines = log.read_text().splitlines()
    assert [
        any(words in line for line in lines)
        for words in ("are at step", "ada handed in forward_linear", "grading begins", "10 of 10")
    ] == [True] * 4
    assert SECRET not in log.read_text()


def test_a_failure_of_the_records_keeps_its_trace_and_not_the_code(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with closing(Store(f"sqlite:///{tmp_path}/records.sqlite")) as store:
        store.upgrade()
        with store._engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE source")
    code = tmp_path / "forward_linear.py"
    code.write_text(f"{SECRET} = 1\n")
    done = run(tmp_path, "submit", "forward_linear", str(code), TUTOR_LOG=str(log))
    assert done.returncode == 2
    assert done.stderr.startswith("tutor: The records at ")
    assert "Traceback" not in done.stderr
    assert "Traceback" in log.read_text()
    assert "no such table" in log.read_text()
    assert SECRET not in log.read_text()


def test_signing_in_is_noted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The command line, when a test has called it in this process, keeps the log to itself.
    monkeypatch.setattr(logging.getLogger("tutor"), "propagate", True)
    teacher = Viewer("grace", Role.INSTRUCTOR)
    caplog.set_level(logging.INFO, "tutor")
    with closing(Store(f"sqlite:///{tmp_path}/records.sqlite")) as store:
        store.upgrade()
        store.people.keep([Person("ada", "learner")])
        door = SignIn(store, lambda: teacher)
        code = door.new_code("ada")
        door.sign_in("ada", code, "10.0.0.1")
        with pytest.raises(Refused):
            door.sign_in("ada", "guess", "10.0.0.2")
    assert "'ada' signed in from 10.0.0.1." in caplog.messages
    assert any("'ada' did not sign in, from 10.0.0.2" in line for line in caplog.messages)
    assert code not in caplog.text
