"""`tutor class roster | code | role`: the people of a class and their sign-in codes."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from tutor.cli import terminal
from tutor.cli.show import console
from tutor.errors import Refused
from tutor.learning.viewer import Role

people_app = typer.Typer()  # its commands belong to `tutor class`

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="the name on the roster")]


@people_app.command("roster")
def roster(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE.csv", help="people to add or update")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only show what would change")] = False,
) -> None:
    """Show the roster, or import one. Its first line is: name, full name, section, role."""
    with terminal.tutor() as tutor:
        if file is not None:
            lines = tutor.roster.preview(_text(file))
            for line in lines:
                if line.problem:
                    terminal.complain(f"{file}, line {line.line}: {line.problem}.")
            good = [line for line in lines if line.person is not None]
            new = sum(line.is_new for line in good)
            if not dry_run:
                tutor.roster.enrol(good)
            would = "would be " if dry_run else ""
            console.print(f"{new} {would}added, {len(good) - new} {would}updated.")
            if len(good) < len(lines):
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
            table.add_row(one.name, one.full_name, one.section, one.role, has_code)
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
            print(f"{name}\t{tutor.sign_in.new_code(name)}")


@people_app.command("role")
def role(name: NameArgument, role: Annotated[Role, typer.Argument()]) -> None:
    """Make somebody on the roster an instructor, or a learner."""
    with terminal.tutor() as tutor:
        tutor.roster.set_role(name, role)
    console.print(f"{name} is now {'an instructor' if role is Role.INSTRUCTOR else 'a learner'}.")


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused(f"{file} is not UTF-8 text. Save the list as CSV in UTF-8.") from None
