"""Whose marks a decision changes, in the terminal."""

from rich.table import Table
from rich.text import Text

from tutor.classroom.effects import Effect
from tutor.classroom.explain import mark_in_words
from tutor.cli.show import console
from tutor.grading.source import printable


def done(said: str, effect: Effect, dry_run: bool) -> None:
    """What was decided, or would be, and whose marks it changes."""
    console.print(Text(said), soft_wrap=True)
    would = "would change" if dry_run else "changed"
    if not effect.people:
        console.print(f"No mark {would}.")
    else:
        verb = "would get" if dry_run else "got"
        console.print(
            f"{effect.people} of {effect.learners} learners {verb} another mark or total:"
        )
        console.print(_effect(effect))
    if dry_run:
        console.print("Nothing is recorded: this was a dry run.")


def _effect(effect: Effect) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("learner", "full name", "exercise"):
        table.add_column(title, overflow="fold")
    for title in ("old", "new"):
        table.add_column(title, justify="right", no_wrap=True)
    rows = [
        (c.learner, c.full_name, c.old.exercise, *map(mark_in_words, (c.old, c.new)))
        for c in effect.marks
    ]
    rows += [
        (c.learner, c.full_name, "total", _percent(c.old), _percent(c.new)) for c in effect.totals
    ]
    for learner, full_name, *cells in sorted(rows, key=lambda row: row[0]):
        table.add_row(Text(printable(learner)), Text(printable(full_name)), *cells)
    return table


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
