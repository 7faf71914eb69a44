"""A statement in the terminal: lists stay lists, figures are files, and a long one is paged."""

import re
from pathlib import Path

import pytest
from terminals import tutor_in_a_terminal
from test_cli import environment, program

from tutor.cli.mathematics import readable
from tutor.course import Course, create_workspace

IN_A_LIST = "1. one,\n\n$$a = b$$\n\n   and so on.\n2. two\n\n$$c = d$$\n\nAfterwards\n\n$$e$$\n"


def test_a_formula_in_a_list_does_not_end_it() -> None:
    text = readable(IN_A_LIST)
    assert "\n   ```text\n   a = b\n   ```\n" in text
    assert "\n   ```text\n   c = d\n   ```\n" in text
    assert "\n```text\ne\n```\n" in text


def test_tasks_stand_one_below_the_other(course: Course, tmp_path: Path) -> None:
    alone = environment(tmp_path / "records.sqlite")
    for exercise in course.exercises:
        said = program("show", exercise.slug, env=alone).out
        assert not re.search(r"\S +[2-9]\. [a-z_`]+\(", said), exercise.slug


def test_a_figure_is_a_file_that_can_be_opened(course: Course, tmp_path: Path) -> None:
    alone = environment(tmp_path / "records.sqlite")
    said = program("show", "rnn", env=alone, cwd=tmp_path).out
    assert "Figure 1: The network unrolled in time" in said
    found = re.search(r"^Figure 1:\n  (/\S+)$", said, re.MULTILINE)
    assert found
    assert Path(found[1]) == course.exercise("rnn").folder / "unrolled.svg"
    create_workspace(course, tmp_path / "work")
    said = program("show", "rnn", env=alone, cwd=tmp_path / "work").out
    assert "\nFigure 1:\n  09_sequences/rnn/unrolled.svg\n" in said
    assert (tmp_path / "work/09_sequences/rnn/unrolled.svg").is_file()


@pytest.mark.parametrize("slug", ["rnn", "mse"])
def test_what_is_longer_than_the_terminal_is_paged(slug: str, tmp_path: Path) -> None:
    alone = {"PAGER": "less", "LESS": "-R", "TUTOR_DATABASE_URL": f"sqlite:///{tmp_path}/r.sqlite"}
    with tutor_in_a_terminal(tmp_path, alone, "show", slug) as terminal:
        first = terminal.wait_for("\n:")
        assert "tutor check" not in first  # that is at the end
        assert "[1m" not in first
        terminal.press("G")
        assert f"then: tutor check {slug}" in " ".join(terminal.wait_for("(END)").split())
        terminal.press("q")
        assert terminal.ended() == 0


def test_what_fits_is_not_paged(tmp_path: Path) -> None:
    alone = {"PAGER": "less", "LINES": "200"}
    with tutor_in_a_terminal(tmp_path, alone, "show", "mse") as terminal:
        terminal.wait_for("tutor check mse", gone="(END)")
        assert terminal.ended() == 0
