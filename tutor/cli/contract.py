"""The contract of an exercise as an instructor reads it: what is promised, and what proves it."""

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from tutor.audit.breakers import HeldClause
from tutor.audit.contract import named
from tutor.cli.show import console, number
from tutor.course import Exercise


def show_contract(exercise: Exercise, clauses: Sequence[HeldClause], wrong: Sequence[str]) -> None:
    """Print each clause, the checks that hold it, and the faults that break it with their cost."""
    console.print(Text(f"\n{exercise.slug}: {exercise.title}", "bold"))
    broken = sum(len(held.broken) for held in clauses)
    console.print(f"{len(clauses)} clauses, {broken} faults that break them")
    for held in clauses:
        console.print(Text(f"\n{named(held.clause)}", "bold"))
        table = Table.grid("", "", padding=(0, 2, 0, 0))
        for label, text in _lines(held):
            table.add_row(f"  {label}", text)
        console.print(table)
    for fault in wrong:
        console.print(Text.assemble("\n", ("✗", "bold red"), f" {fault}"))


def _lines(held: HeldClause) -> Iterator[tuple[str, str]]:
    yield from (("held by", title) for title in held.titles)
    for broken in held.broken:
        yield "broken by", f"{broken.what} (costs {number(broken.cost)})"
