"""`tutor class allow`: how many attempts learners have, and when they see solutions."""

from typing import Annotated

import typer
from rich.text import Text

from tutor.cli import terminal
from tutor.cli.show import console
from tutor.errors import Refused
from tutor.learning.allowance import Allowance, Solutions

allow_app = typer.Typer()  # its command belongs to `tutor class`


@allow_app.command("allow")
def allow(
    exercise: Annotated[
        str | None, typer.Argument(metavar="EX", help="one exercise; default: the whole class")
    ] = None,
    per_day: Annotated[
        int | None, typer.Option("--per-day", help="attempts in any 24 hours; 0: no limit")
    ] = None,
    in_all: Annotated[
        int | None, typer.Option("--in-all", help="attempts at an exercise; 0: no limit")
    ] = None,
    solutions: Annotated[
        Solutions | None, typer.Option("--solutions", help="when learners see them")
    ] = None,
    as_class: Annotated[
        bool, typer.Option("--as-class", help="EX has no choice of its own any more")
    ] = False,
) -> None:
    """Choose how many attempts learners have, and when they see solutions; or show the choice.

    The examples are never limited. A class that is handed in by an instructor is not either.
    """
    if as_class and exercise is None:
        raise Refused("Name the exercise: tutor class allow EX --as-class")
    with terminal.tutor() as tutor:
        allowances = tutor.submissions.allowances
        if as_class:
            allowances.set(None, exercise)
        elif (per_day, in_all, solutions) != (None, None, None):
            before = allowances.of(exercise)
            chosen = Allowance(
                before.per_day if per_day is None else per_day,
                before.in_all if in_all is None else in_all,
                solutions or before.solutions,
            )
            allowances.set(chosen, exercise)
        console.print(Text(f"The class. {allowances.of().in_words}"), soft_wrap=True)
        for slug, own in allowances.own().items():
            console.print(Text(f"{slug}. {own.in_words}"), soft_wrap=True)
