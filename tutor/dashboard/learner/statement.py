"""An exercise's README as Streamlit can show it: Markdown, mathematics, and its own pictures.

Pictures are shown when they are files of the exercise's own folder and left out otherwise, so that
a statement never makes a learner's browser ask another server for something. Formulas are written
as GitHub reads them, which Streamlit does only in part. Code is left as it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

from tutor.course import Exercise
from tutor.errors import CourseError
from tutor.grading.rules import in_words

_TITLE = re.compile(r"\A\s*# [^\n]*\n")
_FENCED = re.compile(r"^( {0,3}(```+|~~~+).*?^ {0,3}\2[`~]*[ \t]*$)", re.MULTILINE | re.DOTALL)
_MATH_FENCE = re.compile(
    r"\A( *)```+[ \t]*math[ \t]*\n(.*)^ *```+[ \t]*\Z", re.MULTILINE | re.DOTALL
)
_DISPLAYED = re.compile(r"^([ \t]*)\$\$(.+?)\$\$[ \t]*$", re.MULTILINE | re.DOTALL)
_VIEW_BOX = re.compile(r"<svg[^>]*viewBox=\"[\d.-]+[ ,]+[\d.-]+[ ,]+([\d.]+)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_FILE_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?![a-z]+:|#)[^)]*\)")


@dataclass(frozen=True)
class Picture:
    """A picture that stands in the exercise's folder."""

    path: Path
    alt: str

    @property
    def width(self) -> int | Literal["content"]:
        """The width of an SVG's drawing, which browsers ignore; other pictures know their own."""
        if self.path.suffix == ".svg":
            found = _VIEW_BOX.search(self.path.read_text(encoding="utf-8", errors="replace"))
            return max(1, round(float(found[1]))) if found else "content"
        return "content"


def show_statement(exercise: Exercise) -> None:
    """Show what is asked for."""
    try:
        text = exercise.statement.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise CourseError(f"The statement of '{exercise.slug}' cannot be read.") from None
    for part in parts(text, exercise.folder):
        if isinstance(part, Picture):
            st.image(part.path, alt=part.alt or None, width=part.width)
        else:
            st.markdown(part)
    for sentence in in_words(exercise):
        st.caption(f":material/construction: {sentence}")


def parts(text: str, folder: Path) -> Iterator[str | Picture]:
    """The statement without its title, cut at its pictures; Markdown that is blank is left out."""
    prose = ""
    for piece in _pieces(_TITLE.sub("", text, count=1), folder):
        if isinstance(piece, str):
            prose += piece
            continue
        if prose.strip():
            yield prose
        prose = ""
        yield piece
    if prose.strip():
        yield prose


def _pieces(text: str, folder: Path) -> Iterator[str | Picture]:
    # Splitting at a pattern with two groups: prose, fenced, its fence, prose, fenced, ...
    pieces = _FENCED.split(text)
    for prose, fenced in zip(pieces[::3], [*pieces[1::3], ""], strict=True):
        yield from _without_pictures(_DISPLAYED.sub(_on_lines_of_its_own, prose), folder)
        yield _MATH_FENCE.sub(r"\1$$\n\2\1$$", fenced)


def _on_lines_of_its_own(formula: re.Match[str]) -> str:
    margin, body = formula[1], formula[2].strip("\n")
    return f"{margin}$$\n{margin}{body.lstrip()}\n{margin}$$"


def _without_pictures(prose: str, folder: Path) -> Iterator[str | Picture]:
    end = 0
    for found in _PICTURE.finditer(prose):
        yield _FILE_LINK.sub(r"\1", prose[end : found.start()])
        end = found.end()
        path = (folder / found[2]).resolve()
        if path.is_file() and path.is_relative_to(folder.resolve()):
            yield Picture(path, found[1])
    yield _FILE_LINK.sub(r"\1", prose[end:])
