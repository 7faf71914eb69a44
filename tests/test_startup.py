"""A command imports what it uses. Asserted on what is loaded, which no busy machine changes."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from test_records import hand_in, report
from typer.core import TyperGroup
from typer.main import get_command

from tutor.cli import commands
from tutor.learning.viewer import default_learner
from tutor.records import Store

HEAVY = {
    "alembic",
    "argon2",
    "bespon",
    "fastai",
    "fsrs",
    "jupytext",
    "nbformat",
    "nbgrader",
    "numpy",
    "pandas",
    "pytest",
    "rapidfuzz",
    "sklearn",
    "streamlit",
    "text2qti",
    "tomli_w",
    "torch",
    "torchvision",
}
PROGRAM = """
import atexit, json, sys
from tutor.cli import main
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
main()
"""


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The modules that are there when a command has done its work."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env=os.environ | {"TUTOR_DATABASE_URL": f"sqlite:///{folder}/records.sqlite"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stderr))


@pytest.mark.parametrize("command", [["list"], ["hint", "dropout"], ["show", "dropout"]])
def test_what_only_shows_something_loads_nothing_heavy(tmp_path: Path, command: list[str]) -> None:
    loaded(tmp_path, "db", "upgrade")
    assert loaded(tmp_path, *command) & HEAVY == set()


@pytest.mark.parametrize("command", [["list"], ["next"], ["hint", "dropout"]])
def test_what_only_looks_at_the_records_loads_no_sqlalchemy(
    tmp_path: Path, command: list[str]
) -> None:
    assert "sqlalchemy" in loaded(tmp_path, *command)  # the tables are made
    assert "sqlalchemy" not in loaded(tmp_path, *command)


def test_a_hint_that_is_given_loads_no_sqlalchemy(tmp_path: Path) -> None:
    with closing(Store(f"sqlite:///{tmp_path}/records.sqlite")) as store:
        store.upgrade()
        given = hand_in(store, default_learner())
        store.record(given, report())
    assert "sqlalchemy" not in loaded(tmp_path, "hint", "dropout")
    with closing(Store(f"sqlite:///{tmp_path}/records.sqlite")) as store:
        assert store.hints_used(default_learner(), "dropout") == [(1, 1)]


def test_a_statement_needs_no_database(tmp_path: Path) -> None:
    assert "sqlalchemy" not in loaded(tmp_path, "show", "dropout")


def test_a_statement_without_formulas_needs_no_latex() -> None:
    program = (
        "import sys; from tutor.course.mathematics import readable\n"
        "print(readable('no `$formula$` here'), 'pylatexenc' in sys.modules)\n"
        "print(readable('but $x$'), 'pylatexenc' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout.splitlines() == ["no `$formula$` here False", "but x True"], run.stderr


def test_a_look_at_a_database_that_is_up_to_date_imports_no_alembic(tmp_path: Path) -> None:
    assert "alembic" in loaded(tmp_path, "list")  # the tables are made
    assert "alembic" not in loaded(tmp_path, "list")


def test_every_command_is_where_the_table_says() -> None:
    group = get_command(commands.app)
    assert isinstance(group, TyperGroup)
    listed = group.list_commands(None)  # type: ignore[arg-type]
    assert group.get_command(None, "none of them") is None  # type: ignore[arg-type]
    assert sorted(group.commands) == sorted(listed)
