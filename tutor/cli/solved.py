"""What `tutor solutions` shows after full marks: the solutions, and what the code can do."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from tutor.cli import pictures, terminal
from tutor.cli.show import console
from tutor.course import Exercise
from tutor.errors import Refused
from tutor.learning.afterwards import Solution
from tutor.service import Tutor

NO_SOLUTIONS = (
    "The solutions are not in this course. If your class shows them, they are on its page of the "
    "exercise."
)
_TWO_COLUMNS = 120  # of characters that a terminal needs for two programs side by side


def everything(tutor: Tutor, learner: str, exercise: Exercise, page: Path | None) -> None:
    """The solutions, if they are to be seen now, and what the learner's own code shows."""
    if not exercise.has_graders:
        raise Refused(NO_SOLUTIONS)
    is_solved = tutor.afterwards.is_solved(learner, exercise.slug)
    try:
        found = tutor.afterwards.solutions(learner, exercise.slug)
    except Refused as refused:
        if not is_solved:
            raise
        terminal.complain(str(refused))
    else:
        _show(tutor.afterwards.own(learner, exercise.slug), found, page)
    if not is_solved:
        return
    with terminal.waiting("running your code on real data"):
        drawn = tutor.afterwards.picture(learner, exercise.slug)
    if drawn:
        folder = (terminal.file_of(exercise, Path()) or Path(exercise.starter.name)).parent
        picture(drawn, folder / f"{exercise.slug}.picture.png")


def _show(own: Solution, found: Sequence[Solution], page: Path | None) -> None:
    if page is None:
        solutions(own, found)
        return
    from tutor.cli.page import write

    write(own, found, page)
    console.print(f"{page} has your code beside the other solutions.", soft_wrap=True)


def solutions(own: Solution, found: Sequence[Solution]) -> None:
    """Show other solutions beside the learner's own, or below it in a narrow terminal."""
    if console.width < _TWO_COLUMNS:
        _solution(own, console)
    for solution in found:
        if console.width < _TWO_COLUMNS:
            _solution(solution, console)
        else:
            _side_by_side(own, solution)


def _solution(solution: Solution, console: Console) -> None:
    console.print(Text(solution.title, "bold"))
    if solution.teaches:
        console.print(Text(solution.teaches))
    console.print()
    console.print(_code(solution))
    console.print()


def _side_by_side(own: Solution, solution: Solution) -> None:
    table = Table(box=None, pad_edge=False, expand=True, padding=(0, 2, 0, 0))
    table.add_column(own.title, ratio=1)
    table.add_column(solution.title, ratio=1)
    if solution.teaches:
        table.add_row("", Text(solution.teaches + "\n"))
    table.add_row(_code(own), _code(solution))
    console.print(table)
    console.print()


def _code(solution: Solution) -> Syntax:
    return Syntax(solution.code, "python", background_color="default", word_wrap=True)


def picture(drawn: dict[str, Any], file: Path) -> None:
    """What the learner's code made: words as they are, all else as a file, and here if it can be
    shown here."""
    console.print(Text(drawn["title"], "bold"))
    if drawn["kind"] == "words":
        console.print(Text(drawn["content"]["text"]))
    else:
        image = pictures.png(drawn)
        pictures.show_inline(image, console)
        pictures.save(image, file)
        console.print(f"The picture: {file}", soft_wrap=True)
    console.print(Text(drawn["caption"]))
