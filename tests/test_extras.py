"""What needs an extra works without it until it is asked for, and then names the extra."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# A module that is None in `sys.modules` is one that is not installed.
WITHOUT = """
import sys
for name in ("authlib", "psycopg", "resvg_py", "text2qti", "tomli_w"):
    sys.modules[name] = None
from tutor.cli import main
main()
"""


def without_extras(here: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    records = {"TUTOR_DATABASE_URL": f"sqlite:///{here}/records.sqlite"}
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT, *arguments],
        cwd=here,
        env=os.environ | records | environment,
        capture_output=True,
        text=True,
    )
    return ended.returncode, ended.stderr


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        (["bank", "export", "quiz.zip"], "formats"),
        (["bank", "import", "quiz.gift", "-o", "quiz.toml"], "formats"),
        (["dashboard", "--sign-in", "oidc"], "oidc"),
    ],
)
def test_the_extra_is_named_in_one_sentence(tmp_path: Path, command: list[str], extra: str) -> None:
    (tmp_path / "quiz.gift").write_text("::one:: Is it? {T}\n")
    code, said = without_extras(tmp_path, *command)
    assert code == 2
    assert said.endswith(f"pip install 'deep-learning-tutor[{extra}]'.\n")
    assert said.count("\n") == 1
    assert not (tmp_path / "quiz.toml").exists()


def test_postgresql_is_an_extra_too(tmp_path: Path) -> None:
    code, said = without_extras(tmp_path, "list", TUTOR_DATABASE_URL="postgresql://host/name")
    assert code == 2
    assert "pip install 'deep-learning-tutor[postgresql]'" in said


@pytest.mark.parametrize("command", [["list"], ["quiz", "--status"], ["bank", "statistics"]])
def test_everything_else_works_without(tmp_path: Path, command: list[str]) -> None:
    assert without_extras(tmp_path, *command) == (0, "")


def test_a_statement_names_its_figures_where_nothing_draws_them(tmp_path: Path) -> None:
    environment = {"TERM": "xterm-kitty", "TTY_COMPATIBLE": "1"}  # as if on such a terminal
    assert without_extras(tmp_path, "show", "rnn", **environment) == (0, "")
