"""`tutor progress --export` and `--import`: one learner's history from machine to machine."""

import os
from pathlib import Path

import typer

from tutor.cli import terminal
from tutor.cli.show import console
from tutor.errors import Refused
from tutor.learning.carrying import read
from tutor.learning.viewer import default_learner
from tutor.records.history_values import Added, History


def carry(export: Path | None, import_: Path | None) -> None:
    """Export or import, whichever has a file. Both at once are refused."""
    if export and import_:
        raise typer.BadParameter("Choose one of --export and --import")
    if import_ and os.environ.get("TUTOR_SIGN_IN", "none") != "none":
        raise Refused(
            "These records belong to a class (TUTOR_SIGN_IN is set), and its marks do not come "
            "from files. Import into records of your own."
        )
    with terminal.tutor() as tutor:
        if export:
            _say_exported(export, tutor.carrying.export(default_learner(), export))
        if import_:
            carried = read(import_)
            added = tutor.carrying.merge(default_learner(), carried)
            _say_imported(import_, carried.learner, added)


def _say_exported(file: Path, history: History) -> None:
    answers = sum(len(sitting.answers) for sitting in history.sittings)
    console.print(
        f"{file} holds {_count(len(history.submissions), 'attempt')} and "
        f"{_count(answers, 'answer')}.",
        soft_wrap=True,
    )
    console.print(f"On the other machine: tutor progress --import {file.name}", soft_wrap=True)


def _say_imported(file: Path, whose: str, added: Added) -> None:
    if added == Added():
        console.print(f"Everything in {file} was here already.", soft_wrap=True)
        return
    counted = {
        "attempt": added.attempts,
        "mark": added.gradings,
        "answer": added.answers,
        "hint": added.hints,
        "placement test": added.placements,
    }
    parts = [_count(number, what) for what, number in counted.items() if number]
    console.print(f"Added from {file}: {', '.join(parts)}. Next: tutor list", soft_wrap=True)
    if whose != default_learner():
        console.print(f"They were recorded for {whose}, and are yours now.", soft_wrap=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
