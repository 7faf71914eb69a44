"""After full marks in the terminal: a picture, the solutions beside one's own, what is next."""

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from terminals import tutor_in_a_terminal
from test_cli import RIGHT, Ended, environment, program

from tutor.cli import pictures
from tutor.course import create_workspace, load_course

DRAWN: dict[str, dict[str, Any]] = {
    "lines": {
        "kind": "lines",
        "content": {
            "x": "step",
            "y": "loss",
            "log_y": True,
            "series": {"yours": [[0, 4.0], [1, 2.0]], "theirs": [[0, 3.0], [1, 1.0]]},
        },
    },
    "matrix": {"kind": "matrix", "content": {"labels": ["0", "1"], "rows": [[3, 1], [0, 5]]}},
    "grey": {"kind": "images", "content": {"images": [["a", [[0, 255], [9, 7]]]] * 5}},
    "colour": {"kind": "images", "content": {"images": [["a", [[[0, 255, 3]] * 2] * 2]]}},
}


@pytest.mark.parametrize("kind", DRAWN)
def test_a_picture_is_a_png(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "x.png"
    pictures.save(pictures.png(DRAWN[kind]), file)
    with Image.open(file) as image:
        assert image.format == "PNG"
        assert image.size == (704, 440)
        assert len(set(image.convert("L").tobytes())) > 2  # something is drawn


@pytest.mark.parametrize(
    ("variables", "begins"),
    [
        ({"TERM": "xterm-kitty"}, "\x1b_G"),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, "\x1b_G"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "\x1b]1337;File=inline=1"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "vscode"}, None),
        ({"TERM": "screen-256color", "TERM_PROGRAM": "iTerm.app"}, None),
        ({"TMUX": "/tmp/x", "KITTY_WINDOW_ID": "1"}, None),
        ({}, None),
    ],
)
def test_a_terminal_gets_what_it_knows(variables: dict[str, str], begins: str | None) -> None:
    write = pictures.protocol(variables)
    assert (write is None) == (begins is None)
    if write is not None and begins is not None:
        assert write(b"png").startswith(begins)


def test_kitty_gets_a_picture_in_pieces() -> None:
    image = bytes(range(256)) * 40
    write = pictures.protocol({"TERM": "xterm-kitty"})
    assert write is not None
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", write(image))
    assert pieces[0][0] == "a=T,f=100,m=1"
    assert [head for head, _ in pieces[1:]] == ["m=1"] * (len(pieces) - 2) + ["m=0"]
    assert all(len(text) <= 4096 for _, text in pieces)
    assert base64.b64decode("".join(text for _, text in pieces)) == image


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """A workspace in which forward_linear is solved, and what `submit` said."""
    folder = tmp_path_factory.mktemp("solved")
    course = load_course()
    create_workspace(course, folder / "work")
    mine = folder / "work/01_predict/forward_linear/forward_linear.py"
    mine.write_text(f"# my own way\n{RIGHT}", encoding="utf-8")
    alone = environment(folder / "records.sqlite")
    first = course.exercises[0]
    program("submit", first.slug, first.solution, env=alone, cwd=folder / "work")
    return folder, program("submit", "forward_linear", env=alone, cwd=folder / "work")


def test_full_marks_say_what_comes_next_and_why(solved: tuple[Path, Ended]) -> None:
    _, ended = solved
    said = " ".join(ended.out.split())
    assert "Full marks. Other solutions beside yours: tutor solutions forward_linear" in said
    assert "Next: tutor show broadcasting." in said
    assert "It builds on forward_linear, which you have done or know." in said
    assert len(ended.out.splitlines()) <= 23


def test_solutions_with_ones_own_and_the_picture_as_a_file(solved: tuple[Path, Ended]) -> None:
    folder, _ = solved
    alone = environment(folder / "records.sqlite")
    work = folder / "work"
    ended = program("solutions", "forward_linear", env=alone, cwd=work)
    assert ended.code == 0
    assert ended.out.startswith("Your code\n")
    assert "# my own way" in ended.out
    assert "The reference" in ended.out
    file = "01_predict/forward_linear/forward_linear.picture.png"
    assert f"The picture: {file}" in ended.out
    assert (work / file).read_bytes().startswith(b"\x89PNG")
    assert "\x1b" not in ended.out
    assert "Next: broadcasting" in ended.out
    wide = program("solutions", "forward_linear", env=alone | {"COLUMNS": "140"}, cwd=work)
    assert re.search(r"^Your code +The reference", wide.out, re.MULTILINE)
    page = program("solutions", "forward_linear", "--page", "mine.html", env=alone, cwd=work)
    assert "mine.html has your code beside" in page.out
    text = (work / "mine.html").read_text(encoding="utf-8")
    assert text.count("# my own way") == text.count("<section>") > 1
    again = program("solutions", "forward_linear", "--page", "mine.html", env=alone, cwd=work)
    assert "already exists" in again.refused()


def test_a_terminal_that_can_shows_the_picture(solved: tuple[Path, Ended]) -> None:
    """Pyte takes a kitty picture for nothing, so what is looked at is what was written."""
    folder, _ = solved
    alone = environment(folder / "records.sqlite") | {"KITTY_WINDOW_ID": "1"}
    arguments = ("solutions", "forward_linear")
    with tutor_in_a_terminal(folder / "work", alone, *arguments) as terminal:
        written = terminal.program.read()
    assert b"\x1b_Ga=T,f=100," in written
    assert written.index(b"\x1b_G") < written.index(b"The picture: ")
