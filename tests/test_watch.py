"""`tutor watch` in a real terminal: what is saved is checked, and a key does what it says."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminals import Terminal, tutor_in_a_terminal

from tutor.course import create_workspace, load_course

RIGHT = "def forward_linear(X, W, b):\n    return X @ W + b\n"
WRONG = RIGHT.replace(" + b", "")
FILE = "01_predict/forward_linear/forward_linear.py"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    create_workspace(load_course(), tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def terminal(workspace: Path) -> Iterator[Terminal]:
    records = {"TUTOR_DATABASE_URL": f"sqlite:///{workspace.parent / 'records.sqlite'}"}
    with tutor_in_a_terminal(workspace, records, "watch") as opened:
        yield opened


def save(workspace: Path, text: str) -> None:
    """As many editors do it: a new file takes the place of the old one."""
    new = workspace / "new.tmp"
    new.write_text(text, encoding="utf-8")
    new.rename(workspace / FILE)


def test_a_way_through_an_exercise(terminal: Terminal, workspace: Path) -> None:
    first = terminal.wait_for("checked at")
    assert first.startswith("forward_linear  0 / 3")
    assert "not written yet" in first
    save(workspace, WRONG)
    assert "expected: " in terminal.wait_for("One day, two numbers", gone="not written yet")
    save(workspace, RIGHT)
    right = terminal.wait_for("Press s to submit.", gone="checking")
    assert right.startswith("forward_linear  3 / 3   +3: 3 more checks pass")
    terminal.press("s")
    assert terminal.wait_for("and recorded").startswith("forward_linear  10 / 10")
    terminal.press("l")
    assert "✓ forward_linear" in terminal.wait_for(f"1 of {len(load_course().exercises)} done.")
    terminal.press("h")
    terminal.wait_for("Task 1, hint 1 (new)")
    terminal.press("n")
    assert terminal.wait_for("broadcasting  0 / ", gone="checking")
    terminal.press("q")
    assert terminal.ended() == 0


def test_it_survives_what_people_do_to_files(terminal: Terminal, workspace: Path) -> None:
    terminal.wait_for("checked at")
    save(workspace, "def forward_linear(X, W, b:\n")
    broken = terminal.wait_for("Python cannot read")
    assert broken.count("Python cannot read") == 1
    (workspace / FILE).rename(workspace / "old.py")
    terminal.wait_for("forward_linear.py is not there. Save it")
    save(workspace, RIGHT)
    terminal.wait_for("3 / 3")
    save(workspace, RIGHT.replace("return", "while True: pass\n    return"))
    looping = terminal.wait_for("Time ran out")
    assert "0 / 3" in looping
    other = workspace / "01_predict/broadcasting/broadcasting.py"
    other.write_text(other.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    terminal.wait_for("broadcasting  0 / ", gone="checking")
    save(workspace, RIGHT)
    terminal.wait_for("forward_linear  3 / 3", gone="checking")


@pytest.mark.parametrize(("columns", "lines"), [(40, 12), (120, 50)])
def test_the_screen_follows_the_window(
    terminal: Terminal, workspace: Path, columns: int, lines: int
) -> None:
    save(workspace, WRONG)
    terminal.wait_for("One day, two numbers", gone="checking")
    terminal.resize(columns, lines)
    shown = terminal.wait_for("forward_linear  0 / 3")
    assert "✗ One day" in shown
    terminal.press("q")
    assert terminal.ended() == 0


@pytest.mark.parametrize("where", ["no terminal", "no workspace"])
def test_what_is_missing_is_said(workspace: Path, where: str) -> None:
    records = {"TUTOR_DATABASE_URL": f"sqlite:///{workspace.parent / 'records.sqlite'}"}
    if where == "no workspace":
        with tutor_in_a_terminal(workspace.parent, records, "watch") as opened:
            opened.wait_for("There are no exercises here. Go to your workspace")
            assert opened.ended() == 2
        return
    command = [sys.executable, "-c", "from tutor.cli import main; main()", "watch"]
    ended = subprocess.run(
        command,
        cwd=workspace,
        env=os.environ | records,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "run `tutor check EX` after each save" in ended.stderr
