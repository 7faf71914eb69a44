"""`tutor watch` in a real terminal: what is saved is checked, and a key does what it says."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
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
    with tutor_in_a_terminal(workspace, records, "watch", "forward_linear") as opened:
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
    assert terminal.wait_for("hello_tensor  0 / ", gone="checking")
    terminal.press("q")
    assert terminal.ended() == 0


def test_why_something_is_refused_is_read_to_its_end(terminal: Terminal) -> None:
    terminal.wait_for("checking")
    terminal.press("s")  # the first check has not ended: it hides nothing of this
    said = " ".join(terminal.wait_for("waiting for a saved file").split())
    assert "This is still the starter of forward_linear, so nothing was submitted." in said
    assert "Write task 1 first, and save the file." in said


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


def save_notebook(workspace: Path, *cells: str) -> None:
    """As Jupyter does it: into a file beside it, which then takes its place."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    path = (workspace / FILE).with_suffix(".ipynb")
    beside = path.with_name(f".~{path.name}")
    beside.write_text(nbformat.writes(notebook), encoding="utf-8")
    beside.rename(path)


def test_a_notebook_is_checked_when_it_is_saved(terminal: Terminal, workspace: Path) -> None:
    terminal.wait_for("checked at")
    (workspace / FILE).unlink()
    terminal.wait_for("forward_linear.py is not there.")
    save_notebook(workspace, "%load_ext tutor", "import torch", WRONG)
    wrong = terminal.wait_for("One day, two numbers", gone="not there")
    assert wrong.startswith("forward_linear  0 / 3")
    save_notebook(workspace, "%load_ext tutor", "import torch", RIGHT.replace("X @ W", "X @ V"))
    died = terminal.wait_for("NameError", gone="checking")
    assert "cell 3, line 2, in forward_linear" in died
    assert "return X @ V + b" in died
    save_notebook(workspace, "%load_ext tutor", "import torch", RIGHT)
    terminal.wait_for("forward_linear  3 / 3", gone="checking")
    terminal.press("s")
    assert terminal.wait_for("and recorded").startswith("forward_linear  10 / 10")
    (workspace / FILE).with_suffix(".ipynb").unlink()
    terminal.wait_for("forward_linear.ipynb is not there.")


def test_of_a_script_and_a_notebook_the_one_that_was_saved_last_is_checked(
    terminal: Terminal, workspace: Path
) -> None:
    save_notebook(workspace, RIGHT)
    terminal.wait_for("forward_linear  3 / 3", gone="checking")
    save(workspace, WRONG)
    terminal.wait_for("forward_linear  0 / 3", gone="checking")
    save_notebook(workspace, RIGHT)
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
