"""`tutor show`: a statement in the terminal, with its formulas and figures."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markdown import Markdown

from tutor.cli import pictures
from tutor.cli.marks import one_mark
from tutor.cli.show import console, number
from tutor.cli.terminal import file_of
from tutor.course import Exercise
from tutor.course.mathematics import readable
from tutor.errors import CourseError
from tutor.grading.rules import in_words

if TYPE_CHECKING:
    from tutor.classroom.gradebook import Mine

_FIGURE = re.compile(r"!\[(?P<words>[^\]]*)\]\((?P<file>[^)\s]+)\)")


def statement(exercise: Exercise, mine: "Mine | None" = None) -> None:
    """The statement, and what a class's rules say of the exercise."""
    try:
        text = exercise.statement.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CourseError(f"{exercise.statement} is missing.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{exercise.statement} cannot be read: {error}.") from None
    parts, figures = _figures(text)
    images = _images(exercise, figures)
    with nullcontext() if images else _paged():  # a pager shows no pictures
        for part, name in zip(parts, [*figures, ""], strict=True):
            console.print(Markdown(readable(part)))
            console.print()
            if image := images.get(name):
                pictures.show_inline(image, console)
        for n, name in enumerate(figures, start=1):
            console.print(f"Figure {n}:\n  {_place(exercise, name)}\n", soft_wrap=True)
        for task in exercise.tasks:
            console.print(
                f"Task {task.n}: {task.title} ({number(task.points)} points): {task.entry}"
            )
        for sentence in in_words(exercise):
            console.print(f"\n{sentence}")
        console.print(
            f"\nAbout {exercise.minutes} minutes. Write {exercise.slug}.py, then:\n"
            f"tutor check {exercise.slug}"
        )
        if mine is not None:
            one_mark(mine, exercise.slug)


def _figures(markdown: str) -> tuple[list[str], list[str]]:
    """The text, cut behind each figure, with words in its place; and the files of the figures."""
    parts, names, end = [], [], 0
    for found in _FIGURE.finditer(markdown):
        names.append(found["file"])
        words = f"*Figure {len(names)}: {found['words']}*"
        parts.append(markdown[end : found.start()] + words)
        end = found.end()
    return [*parts, markdown[end:]], names


def _images(exercise: Exercise, figures: Sequence[str]) -> dict[str, bytes]:
    """The figures as PNG, if this terminal shows pictures and all of them can be drawn."""
    if not (console.is_terminal and pictures.protocol(os.environ)):
        return {}
    drawn = {name: pictures.rasterised(_place(exercise, name)) for name in figures}
    return {name: image for name, image in drawn.items() if image is not None}


def _place(exercise: Exercise, name: str) -> Path:
    """The figure in the workspace, or where the course has it."""
    mine = file_of(exercise, Path())
    return (
        mine.with_name(name)
        if mine and mine.with_name(name).is_file()
        else (exercise.folder / name)
    )


@contextmanager
def _paged() -> Iterator[None]:
    """Show in the pager what is longer than the terminal; as it is where nobody looks."""
    if not console.is_terminal:
        yield
        return
    with console.capture() as captured:
        yield
    text = captured.get()
    if text.count("\n") < console.height:
        sys.stdout.write(text)
    else:
        import pydoc

        os.environ.setdefault("LESS", "-R")  # the colours are codes that less would spell out
        pydoc.pager(text)
