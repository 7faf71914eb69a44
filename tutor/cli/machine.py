"""Commands about the machine and the course rather than about one exercise."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

import tutor.dashboard
from tutor.cli import terminal
from tutor.cli.show import console
from tutor.course import load_course
from tutor.dashboard import hosts
from tutor.data.catalogue import CATALOGUE, item
from tutor.data.fetch import folder_of, get
from tutor.errors import Refused, TutorError
from tutor.records import Store, default_url
from tutor.sandbox.host.layers import ON_MACOS, missing

app = typer.Typer()
database = typer.Typer(help="The database of the records.", no_args_is_help=True)
app.add_typer(database, name="db", rich_help_panel="Maintain")
sets = typer.Typer(help="Real data and pretrained models.", no_args_is_help=True)
app.add_typer(sets, name="data", rich_help_panel="Learn")


@sets.command("list")
def list_data() -> None:
    """List what can be downloaded, how large it is, and on what terms."""
    for one in CATALOGUE:
        here = "downloaded" if folder_of(one.name).is_dir() else f"{one.megabytes} MB"
        console.print(Text.assemble((one.name, "bold"), f"  ({here})  {one.what}"))
        console.print(Text(f"    terms: {one.licence}", "dim"))
    console.print("\nThe course works without them. Digits, two photographs, a play and word")
    console.print("vectors come with the tutor.")


@sets.command("get")
def get_data(name: Annotated[str, typer.Argument(help="as in `tutor data list`")]) -> None:
    """Download a data set or a model, and check its digest."""
    wanted = item(name)
    with terminal.waiting(f"downloading {wanted.megabytes} MB"):
        folder = get(name)
    console.print(Text(f"{wanted.what}\nis in {folder}\nTerms: {wanted.licence}"))


class SignInWay(StrEnum):
    """How people sign in to the dashboard."""

    none = "none"
    codes = "codes"
    oidc = "oidc"


@app.command(rich_help_panel="Learn")
def dashboard(
    port: Annotated[int, typer.Option(help="the port to serve on")] = 8501,
    sign_in: Annotated[
        SignInWay, typer.Option(help="none: for yourself; codes or oidc: for a class")
    ] = SignInWay.none,
    address: Annotated[str, typer.Option(help="the address to listen on")] = ("localhost"),
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            envvar=hosts.VARIABLE,
            help="a host name that people open it by, besides localhost; may be repeated",
        ),
    ] = None,
) -> None:
    """Open the dashboard: the course, an editor, your attempts; with a sign-in, for a class.

    With a sign-in the least isolation level is `kernel`, unless
    TUTOR_REQUIRE_ISOLATION sets another. Addresses other than localhost
    need a sign-in and --allowed-host.
    """
    names = [hosts.checked(name) for name in allowed_host or ()]
    if address not in ("localhost", "127.0.0.1", "::1"):
        _require_class(address, sign_in, names)
    if sign_in is SignInWay.codes and not _somebody_has_a_code():
        raise Refused(
            "Nobody can sign in yet. First import a roster (tutor class roster FILE.csv), then "
            "create sign-in codes (tutor class code)."
        )
    if sign_in is SignInWay.oidc:
        from tutor.dashboard.sign_in import require_oidc

        require_oidc()
    serve(port, address, sign_in, names)


def _require_class(address: str, sign_in: SignInWay, names: Sequence[str]) -> None:
    """Raise Refused unless people on other machines can come in, and have to sign in."""
    if sign_in is SignInWay.none:
        raise Refused(
            "Without a sign-in the dashboard is for this machine alone. "
            f"To open it on {address}, add --sign-in."
        )
    if not names:
        raise Refused(
            f"To open the dashboard on {address}, say by which host name people reach it, for "
            "example: --allowed-host learn.example.org."
        )


def _somebody_has_a_code() -> bool:
    with closing(Store()) as store:
        store.upgrade()
        return any(person.has_code for person in store.people.all())


@app.command(rich_help_panel="Maintain")
def doctor() -> None:
    """Check the machine: isolation layers, GPU, database. Says how to fix what is missing."""
    course = load_course()
    with terminal.graders() as graders, terminal.waiting("starting a box"):
        found = graders.inspect().result()
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_row("course", f"{course.title}: {len(course.exercises)} exercises in {course.root}")
    table.add_row("python", f"{sys.version.split()[0]}, torch {found['torch']}")
    table.add_row("gpu", found["gpu"] or "none; the logical GPU is used instead")
    table.add_row("records", _records())
    for layer in found["layers"]:
        table.add_row("isolation", f"✓ {layer}")
    for names, fix in missing(found["layers"]).items():
        table.add_row("isolation", f"✗ {names}: {fix}")
    if sys.platform == "darwin":
        table.add_row("isolation", ON_MACOS)
    door = found["open door"]
    table.add_row("absence", f"✗ {door}" if door else "✓ tools can be taken out of a box")
    console.print(table)


def _records() -> str:
    try:
        with closing(Store()) as store:
            revision = store.revision()
    except TutorError as error:
        return f"✗ {error}"
    return f"{store.url}, {f'at revision {revision}' if revision else 'not created yet'}"


@app.command(rich_help_panel="Teach")
def demo(
    port: Annotated[int, typer.Option(help="the port to serve on")] = 8501,
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="open the dashboard")] = True,
) -> None:
    """Grade a class of twelve invented learners, print the gradebook, open the dashboard."""
    from tutor.cli.demo import run_demo

    run_demo()
    if serve_it:
        serve(port)


@database.command("upgrade")
def upgrade() -> None:
    """Create the tables of the database, or upgrade them."""
    store = Store()
    store.upgrade()
    console.print(f"{store.url} is at revision {store.revision()}.", soft_wrap=True)
    store.close()


def serve(
    port: int,
    address: str = "localhost",
    sign_in: SignInWay = SignInWay.none,
    names: Sequence[str] = (),
) -> None:
    """Serve the dashboard, under these host names too, until it is interrupted."""
    folder = Path(tutor.dashboard.__file__).parent.resolve()
    script = folder / "app" / "tutor_app.py"
    shown = f"[{address}]" if ":" in address else address
    console.print(f"The dashboard is at http://{shown}:{port} (Ctrl+C stops it).")
    if names:
        console.print(f"It answers to localhost and to: {', '.join(names)}.")
    command = [sys.executable, "-P", "-m", "streamlit", "run", str(script)]
    command += ["--server.headless=true", f"--server.port={port}", f"--server.address={address}"]
    # Streamlit looks for its settings where it is started, so paths are made absolute.
    environment = os.environ | {
        "TUTOR_COURSE": str(load_course().root),
        "TUTOR_DATABASE_URL": default_url().render_as_string(hide_password=False),
        "TUTOR_SIGN_IN": sign_in.value,
        hosts.VARIABLE: " ".join(names) or os.environ.get(hosts.VARIABLE, ""),
        # Only a proxy that is named may say which addresses its visitors have.
        "FORWARDED_ALLOW_IPS": os.environ.get("FORWARDED_ALLOW_IPS", ""),
    }
    with subprocess.Popen(command, cwd=folder, env=environment) as served:
        signal.signal(signal.SIGTERM, lambda *_: served.terminate())
        try:
            code = served.wait()
        except KeyboardInterrupt:
            code = 0  # Ctrl+C reaches the server too, and ends it
    raise typer.Exit(code)
