"""`tutor class roster | code | role | remove | move | rename`: the people of a class."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from tutor.classroom.spreadsheets import harmless
from tutor.cli import terminal
from tutor.cli.show import console
from tutor.errors import Refused
from tutor.grading.source import printable
from tutor.learning.viewer import Role

if TYPE_CHECKING:
    from tutor.classroom.roster import Preview

people_app = typer.Typer()  # its commands belong to `tutor class`

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="the name on the roster")]


@people_app.command("roster")
def roster(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE.csv",
            help="people to add or update, as Canvas, Moodle, Gradescope, GitHub Classroom or "
            "Excel write them",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only show what would change")] = False,
    encoding: Annotated[
        str, typer.Option("--encoding", metavar="NAME", help="as cp1250, if letters look wrong")
    ] = "",
) -> None:
    """Show the roster, or import one. Our own lists begin: name, full name, section, role."""
    with terminal.tutor() as tutor:
        if file is not None:
            found = tutor.roster.preview(_data(file), encoding)
            _show_layout(found)
            _show_lines(file, found, dry_run)
            good = [line for line in found if line.person is not None]
            new = sum(line.is_new for line in good)
            if not dry_run:
                tutor.roster.enrol(good)
            would = "would be " if dry_run else ""
            console.print(f"{new} {would}added, {len(good) - new} {would}updated.")
            _show_absent(found)
            if len(good) < len(found):
                raise typer.Exit(2)
            return
        people = tutor.roster.people()
        if not people:
            console.print("The roster is empty. To import one: tutor class roster FILE.csv")
            return
        table = Table(box=None, pad_edge=False, header_style="dim")
        for title in ("name", "full name", "section", "role", "code"):
            table.add_column(title, overflow="fold")
        for one in people:
            has_code = "yes" if one.has_code else ""
            cells = (one.name, one.full_name, one.section, one.role)
            table.add_row(*(Text(cell) for cell in cells), has_code)
        console.print(table)


@people_app.command("code")
def code(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME", help="default: everybody without a code")
    ] = None,
) -> None:
    """Create sign-in codes. A code is shown only once; the older code stops working."""
    with terminal.tutor() as tutor:
        without = [p.name for p in tutor.roster.people() if not p.has_code]
        chosen = names or without
        if not chosen and tutor.roster.people():
            console.print(
                "Everybody on the roster has a code. To create a new one: tutor class code NAME"
            )
        elif not chosen:
            console.print("The roster is empty. To import one: tutor class roster FILE.csv")
        for name in chosen:
            print(f"{harmless(name)}\t{tutor.sign_in.new_code(name)}")


@people_app.command("remove")
def remove(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="names on the roster")],
) -> None:
    """Remove people from the class. What they did stays in the records."""
    with terminal.tutor() as tutor:
        tutor.roster.remove(names)
    console.print(f"Removed from the class: {len(names)}. Their work stays in the records.")


@people_app.command("move")
def move(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="names on the roster")],
    section: Annotated[str, typer.Option("--section", metavar="SECTION", help="where to")],
) -> None:
    """Move people to another section."""
    with terminal.tutor() as tutor:
        tutor.roster.move(names, section)
    console.print(Text(f"Now in section {printable(section)}: {len(names)}."))


@people_app.command("rename")
def rename(
    name: NameArgument,
    new: Annotated[str, typer.Argument(metavar="[NEW]", help="the new name to sign in with")] = "",
    full_name: Annotated[str, typer.Option("--full-name", help="the new full name")] = "",
) -> None:
    """Rename somebody. Their work stays theirs, and files under the old name too."""
    if not (new or full_name):
        raise Refused("Say the new name, or --full-name with the new full name.")
    with terminal.tutor() as tutor:
        tutor.roster.rename(name, new, full_name)
    said = f"{name} is now {new or name}" + (f", {full_name}" if full_name else "")
    console.print(Text(f"{printable(said)}."))


@people_app.command("role")
def role(name: NameArgument, role: Annotated[Role, typer.Argument()]) -> None:
    """Make somebody on the roster an instructor, or a learner."""
    with terminal.tutor() as tutor:
        tutor.roster.set_role(name, role)
    console.print(f"{name} is now {'an instructor' if role is Role.INSTRUCTOR else 'a learner'}.")


def _show_layout(found: "Preview") -> None:
    """How a list of another system was read; in our own lists the titles say it."""
    if found.layout.is_ours:
        return
    console.print(f"Read as {found.read_as}. The columns:")
    table = Table(box=None, pad_edge=False, show_header=False)
    for title, used_as in found.used:
        table.add_row(Text(f"  {printable(title)}"), Text("->", "dim"), used_as)
    console.print(table)
    if found.unused:
        unused = ", ".join(printable(title) for title in found.unused)
        console.print(Text(f"  Not used: {unused}", "dim"))
    if found.left_out:
        console.print(Text(f"Left out: {', '.join(found.left_out)}, who is no real student."))


def _show_lines(file: Path, found: "Preview", dry_run: bool) -> None:
    """What is wrong with lines, what is special about them, and in a dry run who changes."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("name", "full name", "section", "role", "change"):
        table.add_column(title, overflow="fold")
    for line in found:
        if line.problem:
            terminal.complain(f"{file}, line {line.line}: {line.problem}.")
        elif line.note:
            terminal.remark(f"{file}, line {line.line}: {line.note}.")
        if (one := line.person) and line.is_changed:
            cells = (one.name, one.full_name, one.section, one.role)
            table.add_row(*(Text(cell) for cell in cells), "added" if line.is_new else "updated")
    if dry_run and table.row_count:
        console.print(table)


def _show_absent(found: "Preview") -> None:
    if found.absent:
        names = " ".join(shlex.quote(name) for name in found.absent[:10])
        more = " ..." if len(found.absent) > 10 else ""
        console.print(
            Text(
                f"On the roster but not in this file: {len(found.absent)}. They stay. To remove "
                f"them: tutor class remove {names}{more}"
            ),
            soft_wrap=True,
        )


def _data(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
