"""`tutor class`: the gradebook of a class, and its submissions.

`tutor.cli.roster` adds the commands for the roster to the same group.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from tutor.classroom.gradebook import Book, Format
from tutor.classroom.marks import policy_in_words
from tutor.classroom.regrades import Regraded
from tutor.cli import hand_in as hand_ins
from tutor.cli import terminal
from tutor.cli.roster import people_app
from tutor.cli.show import console, marks, number
from tutor.course import create_handout, load_course
from tutor.errors import Refused
from tutor.grading.source import printable
from tutor.service import Tutor

app = typer.Typer()
classroom = typer.Typer(help="Run a class: roster, submissions, gradebook.", no_args_is_help=True)
classroom.add_typer(people_app)
app.add_typer(classroom, name="class", rich_help_panel="Teach")

ExerciseArgument = Annotated[
    str, typer.Argument(metavar="EX", help="the exercise, as in `tutor list`")
]
_END_OF_DAY = time(23, 59)


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
    with terminal.tutor() as tutor:
        if csv is not None:
            _write(csv, tutor.grades.export(Format.MARKS if long else Format.LEARNERS))
            return
        book = tutor.grades.book()
    if not book.rows:
        console.print("There are no learners yet. To add some: tutor class roster FILE.csv")
        return
    console.print(_table(book))
    console.print(Text("\n* override, L late, () dropped. " + policy_in_words(book.policy), "dim"))


@classroom.command("deadline")
def deadline(
    exercise: ExerciseArgument,
    when: Annotated[
        str, typer.Argument(metavar="WHEN", help="2026-03-01, '2026-03-01 18:00', or none")
    ],
) -> None:
    """Set the deadline of an exercise, in the time zone of this machine; `none` removes it."""
    due = None if when == "none" else _moment(when)
    with terminal.tutor() as tutor:
        slug = tutor.course.exercise(exercise).slug
        tutor.grades.set_deadline(slug, due)
    said = f"is due on {due:%Y-%m-%d at %H:%M %Z}" if due else "has no deadline"
    console.print(f"{slug} {said}.")


@classroom.command("override")
def override(
    learner: Annotated[str, typer.Argument(metavar="LEARNER")],
    exercise: ExerciseArgument,
    points: Annotated[str, typer.Argument(metavar="POINTS", help="or `none` to remove it")],
    reason: Annotated[str, typer.Option(help="why; it is recorded with your name and the time")],
) -> None:
    """Override a mark by hand. It then counts instead of the attempts, which are kept."""
    given = None if points == "none" else _points(points)
    with terminal.tutor() as tutor:
        slug = tutor.course.exercise(exercise).slug
        tutor.grades.override(learner, slug, given, reason)
    said = "no override" if given is None else f"an override of {number(given)} points"
    console.print(Text(f"{printable(learner)} has {said} in {slug}."))


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
    """Submit the files of a class and grade them. Files that are known already are skipped."""
    when = _moment(received) if received else None
    with terminal.tutor(workers=None) as tutor:
        rows = hand_ins.read(tutor, paths, exercise, when, corrections)
        bad = [row for row in rows if row.problem]
        if dry_run:
            hand_ins.preview(rows)
        else:
            submissions = tutor.intake.hand_in(rows)
            _follow(tutor, submissions)
            _outcomes(tutor, submissions)
    raise typer.Exit(2 if bad else 0)


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
    table.add_column("total", justify="right", style="bold")
    for row in book.rows:
        cells = []
        for n in shown:
            mark = row.marks[n]
            text = "-" if mark.points is None else number(mark.points)
            text += "*" * mark.overridden + "L" * mark.late
            cells.append(f"({text})" if mark.dropped else text)
        table.add_row(Text(printable(row.learner)), *cells, marks(row.points, row.possible))
    return table


def _follow(tutor: Tutor, submissions: Sequence[int]) -> None:
    with terminal.progress() as progress:
        for done, status in enumerate(tutor.submissions.finished(submissions), start=1):
            if status.error is not None:
                terminal.complain(f"Submission {status.submission_id}: {status.error}")
            progress(done, len(submissions))


def _outcomes(tutor: Tutor, submissions: Sequence[int]) -> None:
    if not submissions:
        console.print("There is nothing new in the file.")
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


def _moment(when: str) -> datetime:
    """Read a date or a time; a date alone is the end of that day."""
    try:
        try:
            moment = datetime.combine(date.fromisoformat(when), _END_OF_DAY)
        except ValueError:  # it is no date alone
            moment = datetime.fromisoformat(when)
        return moment.astimezone()
    except (ValueError, OverflowError, OSError):
        raise Refused(
            f"'{when}' is not a time. Write it as 2026-03-01 or '2026-03-01 18:00'."
        ) from None


def _points(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise Refused(f"'{text}' is not a number of points.") from None


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None
    console.print(Text(f"The gradebook is in {printable(str(file))}"), soft_wrap=True)
