"""`tutor class similar`: pairs of learners whose code looks alike, for an instructor to read."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from tutor.classroom.similarity import AlikePair, Line, Side
from tutor.cli import terminal
from tutor.cli.policy import ExerciseArgument
from tutor.cli.show import console, number
from tutor.grading.source import printable

similar_app = typer.Typer()  # its command belongs to `tutor class`

AROUND = 2  # lines around a shared one that are shown


@similar_app.command("similar")
def similar(
    exercise: ExerciseArgument,
    show: Annotated[int, typer.Option(min=0, help="of how many pairs to show both sides")] = 3,
) -> None:
    """List the pairs of learners whose code shares more than chance gives.

    Names, comments and the starter do not count. It is a list to look at:
    people who learnt together write alike. Learners never see it.
    """
    with terminal.tutor() as tutor, terminal.waiting("comparing"):
        pairs = tutor.similarity.pairs(exercise)
    if not pairs:
        console.print("No two programs share more than chance gives.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("", "learner", "learner"):
        table.add_column(title, overflow="fold")
    for title in ("shared", "by chance"):
        table.add_column(title, justify="right")
    for place, pair in enumerate(pairs, start=1):
        names = (Text(_name(side)) for side in (pair.left, pair.right))
        table.add_row(str(place), *names, str(pair.shared), number(pair.chance))
    console.print(table)
    for place, pair in enumerate(pairs[:show], start=1):
        _both(place, pair)
    console.print("\nThis is not a verdict. Read both, and ask, before you conclude anything.")


def _both(place: int, pair: AlikePair) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    for side in (pair.left, pair.right):
        table.add_column(Text(f"{place}  {_name(side)}"), ratio=1, overflow="fold")
    table.add_row(_code(pair.left.lines), _code(pair.right.lines))
    console.print()
    console.print(table)


def _name(side: Side) -> str:
    return printable(side.full_name or side.learner)


def _code(lines: Sequence[Line]) -> Text:
    """The shared lines and those around them; the others are left out."""
    near = {
        place
        for n, line in enumerate(lines)
        if line.is_shared
        for place in range(n - AROUND, n + AROUND + 1)
    }
    shown = Text()
    for n, line in enumerate(lines):
        if n in near:
            sign, style = ("▌", "") if line.is_shared else (" ", "dim")
            shown.append(f"{sign}{printable(line.text.expandtabs(4))}\n", style)
        elif n - 1 in near:
            shown.append(" ...\n", "dim")
    return shown
