"""`tutor class`: the gradebook of a class, and its submissions.

`tutor.cli.roster` adds the commands for the roster to the same group, and `tutor.cli.policy` those
for what marks follow from.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from tutor.classroom.gradebook import Book, Format
from tutor.classroom.policy import policy_in_words
from tutor.classroom.regrades import Regraded
from tutor.cli import hand_in as hand_ins
from tutor.cli import terminal
from tutor.cli.allow import allow_app
from tutor.cli.decisions import deadline, moment_of, override
from tutor.cli.exchange import exchange_app
from tutor.cli.policy import ExerciseArgument, policy_app
from tutor.cli.roster import people_app
from tutor.cli.show import console, marks, number
from tutor.cli.similar import similar_app
from tutor.cli.waiting import follow, waiting_app
from tutor.course import create_handout, load_course
from tutor.errors import Refused
from tutor.grading.source import printable
from tutor.service import Tutor

app = typer.Typer()
classroom = typer.Typer(help="Run a class: roster, submissions, gradebook.", no_args_is_help=True)
classroom.add_typer(people_app)
classroom.add_typer(waiting_app)
classroom.add_typer(allow_app)
classroom.add_typer(policy_app, name="policy")
classroom.command("deadline")(deadline)
classroom.command("override")(override)
classroom.add_typer(exchange_app)
classroom.add_typer(similar_app)
app.add_typer(classroom, name="class", rich_help_panel="Teach")


@classroom.command("gradebook")
def gradebook(
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="write it as a CSV file")
    ] = None,
    long: Annotated[
        bool, typer.Option("--marks", help="with --csv: one row for each mark")
    ] = False,
) -> None:
    """Show the marks of the class under the current policy."""
    if long and csv is None:
        raise Refused("--marks is for a file: add --csv FILE.")
    with terminal.tutor() as tutor:
        book = tutor.grades.book()
        if csv is not None:
            _write(csv, tutor.grades.export(Format.MARKS if long else Format.LEARNERS))
            if book.waiting:
                terminal.complain(_still_waiting(book))
            return
    if not book.rows:
        console.print("There are no learners yet. To add some: tutor class roster FILE.csv")
        return
    console.print(_table(book))
    signs = "\n* override, L late, () dropped, ? an attempt has no mark yet. "
    console.print(Text(signs + policy_in_words(book.policy), "dim"))
    if book.waiting:
        console.print(Text(_still_waiting(book), "yellow"))


@classroom.command("handout")
def handout(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="where to make it")],
) -> None:
    """Copy the course for learners: without hidden suites and solutions."""
    create_handout(load_course(), directory)
    console.print(
        f"{directory} is ready. Learners use it with TUTOR_COURSE={directory}", soft_wrap=True
    )


@classroom.command("hand-in")
def hand_in(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help="a zip, a folder or files: from Moodle, Canvas, Gradescope, GitHub Classroom, "
            "nbgrader, or with a folder for each learner",
        ),
    ],
    exercise: Annotated[
        str, typer.Option("--exercise", metavar="EX", help="what all files are for")
    ] = "",
    received: Annotated[
        str,
        typer.Option("--received", metavar="TIME", help="when; without it, as the files say"),
    ] = "",
    corrections: Annotated[
        Path | None,
        typer.Option("--corrections", metavar="FILE.csv", help="whose the unmatched files are"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only show the contents")] = False,
) -> None:
    """Submit what is new in the files of a class; grade it, and all else without a mark."""
    failed = 0
    with terminal.tutor(workers=None) as tutor:
        when = moment_of(received, tutor.grades.zone()) if received else None
        rows = hand_ins.read(tutor, paths, exercise, when, corrections)
        bad = [row for row in rows if row.problem]
        if dry_run:
            hand_ins.preview(rows, tutor.grades.zone())
        else:
            waiting = tutor.submissions.resume()
            submissions = tutor.intake.hand_in(rows)
            failed = follow(tutor, [*waiting, *submissions])
            if submissions or waiting or not bad:
                _outcomes(tutor, submissions, waiting)
    raise typer.Exit(2 if bad or failed else 0)


@classroom.command("regrade")
def regrade(
    exercise: ExerciseArgument,
    publish: Annotated[bool, typer.Option("--publish", help="publish the new marks")] = False,
    discard: Annotated[bool, typer.Option("--discard", help="discard the new marks")] = False,
) -> None:
    """Grade an exercise again with the current suite, and show whose marks would change."""
    if publish and discard:
        raise Refused("Use --publish or --discard, not both.")
    with terminal.tutor(workers=None) as tutor:
        if discard:
            tutor.regrades.discard(_unpublished(tutor, exercise))
            console.print("The regrade is discarded. No mark has changed.")
            return
        number_ = tutor.regrades.begin(exercise)
        with terminal.waiting("regrading"):
            tutor.regrades.wait(number_)
        found = tutor.regrades.regrade(number_)
        _changes(found)
        for learner, problem in found.problems.items():
            terminal.complain(f"{learner}: {problem}")
        if found.problems:
            raise typer.Exit(2)
        if publish:
            count = tutor.regrades.publish(number_)
            changed = len(found.changes)
            console.print(f"Published: {count} attempts regraded, {changed} marks changed.")
        elif not found.changes:
            console.print("No mark would change. There is nothing to publish.")
        else:
            console.print(
                f"Nothing is published yet. To publish: tutor class regrade {exercise} --publish"
            )


def _unpublished(tutor: Tutor, exercise: str) -> int:
    slug = tutor.course.exercise(exercise).slug
    for one in tutor.regrades.unpublished():
        if one.exercise == slug:
            return one.id
    raise Refused(f"There is no regrade of {slug} to discard.")


def _table(book: Book) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("learner", overflow="fold")
    shown = [n for n, exercise in enumerate(book.exercises) if exercise.slug in book.counted]
    for n in shown:
        table.add_column(book.exercises[n].slug.replace("_", " "), justify="right")
    table.add_column("total", justify="right", style="bold", no_wrap=True)
    for row in book.rows:
        cells = []
        for n in shown:
            mark = row.marks[n]
            text = "-" if mark.points is None else number(mark.points)
            text = "excused" if mark.excused else text + "*" * mark.overridden + "L" * mark.late
            text += "?" * bool(mark.waiting)
            cells.append(f"({text})" if mark.dropped else text)
        total = f"{marks(row.points, row.possible)}  {100 * row.share:.0f} %"
        table.add_row(Text(printable(row.learner)), *cells, total)
    return table


def _still_waiting(book: Book) -> str:
    return (
        f"Attempts without a mark, which these marks leave out: {book.waiting}. "
        "To see why: tutor class status"
    )


def _outcomes(tutor: Tutor, new: Sequence[int], waiting: Sequence[int]) -> None:
    if not new:
        console.print("There is nothing new in the file.")
    if waiting:
        console.print(f"Taken up, because they had no mark yet: {len(waiting)}")
    submissions = [*waiting, *new]
    if not submissions:
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("learner", "exercise", "marks"):
        table.add_column(title, overflow="fold")
    tried = tutor.intake.tried(submissions)
    remarks = []
    for one in tutor.intake.outcomes(submissions):
        score = marks(one.score, one.max_score) if one.max_score is not None else "waiting"
        table.add_row(Text(one.learner), one.exercise, score)
        for words in tried.get(one.submission_id, ()):
            remarks.append(f"{printable(one.learner)}, {one.exercise}: the program {words}.")
    console.print(table)
    for remark in remarks:
        console.print(Text(remark, "yellow"))
    if remarks:
        console.print("The box refused this, and no mark depends on it.")


def _changes(found: Regraded) -> None:
    for change in found.changes:
        old = "-" if change.old is None else number(change.old)
        new = "-" if change.new is None else number(change.new)
        console.print(Text(f"{change.learner}: {old} -> {new}", "bold"))
        for sign, titles in (("✗", change.lost), ("✓", change.gained)):
            for title in titles:
                console.print(Text(f"  {sign} {title}"))
    console.print(f"The marks of {len(found.changes)} of {found.learners} learners would change.")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8-sig")  # Excel needs the mark for accents
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None
    console.print(Text(f"The gradebook is in {printable(str(file))}"), soft_wrap=True)
