"""`tutor class canvas | moodle | moodle-gradebook | gradescope | feedback`: what goes to an LMS."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from tutor.bridges.canvas import Filled, fill_canvas
from tutor.bridges.feedback import write_feedback
from tutor.bridges.gradescope import Visibility, write_autograder
from tutor.bridges.moodle_grades import IdentifiedBy, fill_worksheet, gradebook_csv
from tutor.cli import terminal
from tutor.cli.policy import ExerciseArgument
from tutor.cli.show import console
from tutor.course import load_course
from tutor.errors import Refused
from tutor.grading.source import printable
from tutor.sandbox.host.layers import Floor

exchange_app = typer.Typer()  # its commands belong to `tutor class`

MAX_SHEET = 20_000_000  # bytes
OutOption = Annotated[
    Path | None,
    typer.Option("-o", "--out", metavar="FILE", help="where to; default: beside it, -filled"),
]


@exchange_app.command("canvas")
def canvas(
    file: Annotated[Path, typer.Argument(metavar="EXPORT.csv", help="as Canvas exported it")],
    out: OutOption = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="EX=COLUMN", help="its title, or the number in its brackets"),
    ] = None,
) -> None:
    """Fill the marks into a gradebook that you exported from Canvas.

    Nothing else in it changes. Upload it there: Grades, Import.
    """
    with terminal.tutor() as tutor:
        chosen = {tutor.course.exercise(ex).slug: title for ex, title in map(_pair, column or ())}
        book, directory = tutor.grades.book(), tutor.roster.directory()
        filled = fill_canvas(_content(file), printable(str(file)), book, directory, chosen)
    _finish(filled, file, out)


@exchange_app.command("moodle")
def moodle(
    exercise: ExerciseArgument,
    file: Annotated[Path, typer.Argument(metavar="WORKSHEET.csv", help="as Moodle exported it")],
    out: OutOption = None,
    grade_column: Annotated[
        str | None, typer.Option(metavar="TITLE", help="the column of grades, in your language")
    ] = None,
) -> None:
    """Fill the marks of an exercise into a grading worksheet from Moodle.

    Nothing else in it changes. Upload it there: Upload grading worksheet.
    """
    with terminal.tutor() as tutor:
        slug = tutor.course.exercise(exercise).slug
        book, directory = tutor.grades.book(), tutor.roster.directory()
        name = printable(str(file))
        filled = fill_worksheet(_content(file), name, book, directory, slug, grade_column)
    _finish(filled, file, out)


@exchange_app.command("moodle-gradebook")
def moodle_gradebook(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="where to write it")],
    by: Annotated[
        IdentifiedBy | None, typer.Option(help="what the names on the roster are in Moodle")
    ] = None,
) -> None:
    """Write all marks for Moodle's gradebook: Grades, Import, CSV file."""
    with terminal.tutor() as tutor:
        content, remarks = gradebook_csv(tutor.grades.book(), by)
    _write(file, content)
    for remark in remarks:
        terminal.complain(remark)
    raise typer.Exit(2 if remarks else 0)


@exchange_app.command("gradescope")
def gradescope(
    exercise: ExerciseArgument,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE.zip", help="default: EX.zip")
    ] = None,
    floor: Annotated[
        Floor, typer.Option("--require-isolation", help="the least isolation level there")
    ] = Floor.KERNEL,
    show: Annotated[
        Visibility, typer.Option(help="when learners see the hidden checks")
    ] = Visibility.AFTER_PUBLISHED,
) -> None:
    """Write an autograder zip for Gradescope: Configure Autograder, Upload.

    Choose Ubuntu 24.04 there, and test it with a submission of your own.
    """
    asked = load_course().exercise(exercise)
    file = out or Path(f"{asked.slug}.zip")
    write_autograder(asked, file, floor, show)
    console.print(Text(f"The autograder is in {printable(str(file))}"), soft_wrap=True)
    console.print(f"Set the assignment's autograder points to {asked.max_score:g}.")


@exchange_app.command("feedback")
def feedback(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="a new folder for the files")],
    exercise: Annotated[
        str | None, typer.Option("--exercise", metavar="EX", help="of one exercise only")
    ] = None,
    worksheet: Annotated[
        Path | None,
        typer.Option(metavar="FILE.csv", help="from Moodle: call the files as it wants them"),
    ] = None,
) -> None:
    """Write an HTML file for each learner: marks, report, code.

    Each is whole in itself, for the upload of feedback to your LMS.
    """
    with terminal.tutor() as tutor, terminal.waiting("writing"):
        slug = tutor.course.exercise(exercise).slug if exercise else None
        sheet = (_content(worksheet), printable(str(worksheet))) if worksheet else None
        written = write_feedback(tutor, folder, slug, sheet)
    said = f"{written.files} files are in {printable(str(folder))}"
    console.print(Text(said), soft_wrap=True)
    _complain_of(written.left_out, "in the class but not clear in the worksheet")
    raise typer.Exit(2 if written.left_out else 0)


def _finish(filled: Filled, file: Path, out: Path | None) -> None:
    target = out or file.with_name(f"{file.stem}-filled{file.suffix}")
    if target.exists() and target.samefile(file):
        raise Refused(f"{file} stays as it is. Choose another name with --out.")
    for slug, title in filled.columns.items():
        console.print(Text(f"{slug} goes into the column '{printable(title)}'."))
    for remark in filled.remarks:
        console.print(Text(printable(remark)))
    _write(target, filled.content)
    console.print(f"{filled.cells} marks are new there; nothing else has changed.")
    _complain_of(filled.strangers, "in the file but not clear in the class")
    _complain_of(filled.absent, "with marks in the class but not in the file")
    raise typer.Exit(2 if filled.strangers or filled.absent else 0)


def _complain_of(people: Sequence[str], what: str) -> None:
    if people:
        terminal.complain(f"{len(people)} people are {what}: {'; '.join(people)}.")


def _pair(text: str) -> tuple[str, str]:
    exercise, sign, title = text.partition("=")
    if not sign or not title:
        raise Refused(f"'{text}' does not name a column. Write --column EX=COLUMN.")
    return exercise, title


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_SHEET:
            raise Refused(f"{file} is larger than {MAX_SHEET // 1_000_000} MB.")
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}.") from None
    console.print(Text(f"The marks are in {printable(str(file))}"), soft_wrap=True)
