"""What `tutor class hand-in` shows and asks: the files, the open ones, the corrections."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path

from rich.table import Table
from rich.text import Text

from tutor.classroom.arrivals import Arrival
from tutor.classroom.corrections import corrections_csv, read_corrections
from tutor.cli import terminal
from tutor.cli.show import console
from tutor.errors import Refused
from tutor.service import Tutor


def read(
    tutor: Tutor,
    paths: Sequence[Path],
    exercise: str,
    received: datetime | None,
    corrections: Path | None,
) -> list[Arrival]:
    """The files of a class with the corrections that were filled in; without such a file one is
    written where it is to be."""
    rows = tutor.intake.read_places(paths, exercise, received)
    if corrections is not None and corrections.exists():
        try:
            rows = tutor.intake.assign(rows, read_corrections(corrections.read_bytes(), rows))
        except OSError as error:
            raise Refused(f"{corrections} cannot be read: {error.strerror}.") from None
    for row in rows:
        if row.problem:
            terminal.complain(f"{row.file}: {row.problem}")
    _offer(rows, corrections)
    _remark_on_times(rows, received, tutor.grades.zone())
    return rows


def _offer(rows: Sequence[Arrival], corrections: Path | None) -> None:
    """Say how to assign what is open."""
    amount = sum(row.open for row in rows)
    if not amount:
        return
    if corrections is None:
        terminal.remark(
            f"Files to assign: {amount}. Add --corrections FILE.csv, which is written for you to "
            "fill in."
        )
    elif corrections.exists():
        terminal.remark(f"Files that {corrections} does not assign: {amount}.")
    else:
        try:
            corrections.write_text(corrections_csv(rows), encoding="utf-8-sig")
        except OSError as error:
            raise Refused(f"{corrections} cannot be written: {error.strerror}.") from None
        terminal.remark(
            f"Files to assign: {amount}. Fill in the column `learner` of {corrections} (`-` leaves "
            "a file out), and run the same command again."
        )


def _remark_on_times(
    rows: Sequence[Arrival], received: datetime | None, zone: tzinfo | None
) -> None:
    """A time that is only that of the download may make people late, or later than they were."""
    if received is not None:
        return
    wanted = [row for row in rows if row.is_wanted and row.received]
    times = {row.received for row in wanted if row.received}
    if len(times) == 1 and len(wanted) > 2:
        moment = times.pop().astimezone(zone)
        terminal.remark(
            f"All files are of {moment:%Y-%m-%d %H:%M}. If that is the time of the download, say "
            "when they were handed in: --received '2026-03-01 18:00'."
        )
    elif late := [row for row in wanted if row.found and row.found.named.late]:
        terminal.remark(
            f"Late in Canvas, which does not say when: {len(late)}. These count as of the time of "
            "the file, which may be that of the download. Submit them alone with --received, or "
            "give an extension."
        )


def preview(rows: Sequence[Arrival], zone: tzinfo | None) -> None:
    """The files without a problem, with times on the course's clock."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("learner", "called", "exercise", "file", "received", "note"):
        table.add_column(title, overflow="fold")
    for row in rows:
        if not row.problem:
            when = f"{row.received.astimezone(zone):%m-%d %H:%M}" if row.received else ""
            file = row.found.named.filename if row.found else row.file
            words = (row.learner, row.label, row.exercise, file, when, row.note)
            table.add_row(*map(Text, words))
    if table.row_count:
        console.print(table)
    wanted = sum(row.is_wanted for row in rows)
    console.print(f"{wanted} of {len(rows)} files would be submitted.")
