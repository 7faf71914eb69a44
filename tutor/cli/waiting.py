"""`tutor class status | grade`: what was submitted and has no mark yet."""

from collections import Counter
from collections.abc import Sequence

import typer
from rich.table import Table
from rich.text import Text

from tutor.classroom.progress import ClassStatus, ExerciseStatus
from tutor.cli import terminal
from tutor.cli.show import console
from tutor.grading.source import printable
from tutor.service import Tutor

waiting_app = typer.Typer()  # its commands belong to `tutor class`


@waiting_app.command("status")
def status() -> None:
    """Count what was submitted, what is graded, what waits, and what failed and why."""
    with terminal.tutor() as tutor:
        found = tutor.progress.status()
    if not found.rows:
        console.print("Nothing is submitted yet. To submit a class: tutor class hand-in FILE.zip")
        return
    console.print(_table(found.rows))
    for one in found.failed:
        why = one.error or "It was never graded."
        terminal.complain(f"Submission {one.submission_id}, {one.learner}, {one.exercise}: {why}")
    console.print("\n" + in_words(found))


@waiting_app.command("grade")
def grade() -> None:
    """Grade what has no mark yet: what waits, and what the grader failed on."""
    with terminal.tutor(workers=None) as tutor:
        waiting = tutor.submissions.resume()
        if not waiting:
            console.print("Nothing waits to be graded.")
            return
        failed = follow(tutor, waiting)
        console.print(f"{len(waiting) - failed} of {len(waiting)} submissions are graded now.")
    raise typer.Exit(2 if failed else 0)


def follow(tutor: Tutor, submissions: Sequence[int]) -> int:
    """Wait until these are graded; say why some are not, and return how many that is."""
    failed = 0
    with terminal.progress() as progress:
        for done, one in enumerate(tutor.submissions.finished(submissions), start=1):
            if one.error is not None:
                failed += 1
                terminal.complain(f"Submission {one.submission_id}: {one.error}")
            progress(done, len(submissions))
    return failed


def in_words(found: ClassStatus) -> str:
    """What has no mark, and what to do about it."""
    total = Counter[str]()
    for row in found.rows:
        total.update(waiting=row.waiting, running=row.running, failed=row.failed)
    parts = [
        _count(total["waiting"], "waits", "wait") + " to be graded" if total["waiting"] else "",
        _count(total["running"], "is", "are") + " being graded now" if total["running"] else "",
        f"{total['failed']} failed" if total["failed"] else "",
    ]
    if not any(parts):
        return "Every submission has its mark."
    said = ", ".join(filter(None, parts))
    return f"Submissions without a mark: {said}.\nTo grade them: tutor class grade"


def _count(amount: int, one: str, more: str) -> str:
    return f"{amount} {one if amount == 1 else more}"


def _table(rows: Sequence[ExerciseStatus]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("exercise", overflow="fold")
    for title in ("learners", "submissions", "graded", "waiting", "running", "failed"):
        table.add_column(title, justify="right")
    for row in rows:
        left = (row.waiting, row.running, row.failed)
        cells = [str(n) if n else "-" for n in left]
        counts = (row.learners, row.submissions, row.graded)
        table.add_row(Text(printable(row.exercise)), *map(str, counts), *cells)
    return table
