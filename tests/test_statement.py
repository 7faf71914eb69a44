"""A statement in the terminal: lists stay lists, figures are files, and a long one is paged."""

import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from terminals import tutor_in_a_terminal
from test_cli import environment, program

from tutor.cli.pictures import rasterised
from tutor.course import Course, create_workspace
from tutor.course.mathematics import readable

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


def test_a_figure_stands_in_a_terminal_that_shows_pictures(tmp_path: Path) -> None:
    pytest.importorskip("resvg_py")
    with tutor_in_a_terminal(tmp_path, {"TERM": "xterm-kitty"}, "show", "rnn") as terminal:
        terminal.program.expect_exact("Figure 1: The network unrolled in time")
        terminal.program.expect(r"\x1b_Ga=T,f=100,m=1;(iVBOR[^\x1b]*)\x1b")
        terminal.program.expect_exact("unrolled.svg")  # the file is named all the same
        terminal.program.expect_exact("tutor check rnn")
        assert terminal.ended() == 0


def test_every_figure_can_be_drawn(course: Course) -> None:
    pytest.importorskip("resvg_py")
    figures = [path for e in course.exercises for path in sorted(e.folder.glob("*.svg"))]
    assert len(figures) > 10
    for figure in figures:
        image = rasterised(figure)
        assert image is not None
        with Image.open(BytesIO(image)) as picture:
            assert picture.width > 200
            assert len(set(picture.convert("L").tobytes())) > 10, figure  # letters have soft edges


def test_what_is_no_figure_is_not_drawn(tmp_path: Path) -> None:
    (tmp_path / "x.svg").write_text("<svg", encoding="utf-8")
    assert rasterised(tmp_path / "x.svg") is None


def test_a_statement_may_end_with_its_figure(course: Course, tmp_path: Path) -> None:
    folder = course.exercise("forward_linear").folder
    copy = tmp_path / folder.relative_to(course.root)
    shutil.copytree(folder, copy)
    shutil.copy(course.root / "exercises" / "course.toml", tmp_path / "exercises")
    copy.joinpath("README.md").write_text("# Sums\n\n![Three rows](row.svg)", encoding="utf-8")
    alone = environment(tmp_path / "records.sqlite") | {"TUTOR_COURSE": str(tmp_path)}
    ended = program("show", "forward_linear", env=alone)
    assert (ended.code, ended.err) == (0, "")
    assert "Figure 1: Three rows" in ended.out
