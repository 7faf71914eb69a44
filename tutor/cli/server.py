"""`tutor login` and `tutor logout`: hand in to a class server."""

from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import marks, terminal
from tutor.cli.show import console
from tutor.errors import Refused
from tutor.learning.class_server import (
    ClassServer,
    NoConnection,
    checked_url,
    current_login,
    forget_login,
    keep_login,
)
from tutor.learning.outbox import Outbox
from tutor.learning.viewer import default_learner

if TYPE_CHECKING:
    from tutor.service import Tutor

app = typer.Typer()


@app.command("login", rich_help_panel="Learn")
def login(
    url: Annotated[
        str | None, typer.Argument(metavar="URL", help="the address of your class")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="your name on the roster; default: it asks")
    ] = None,
    without_tls: Annotated[
        bool, typer.Option("--without-tls", help="allow http:// to another machine")
    ] = False,
    show_token: Annotated[
        bool,
        typer.Option("--show-token", help="show the token, and keep nothing on this machine"),
    ] = False,
) -> None:
    """Hand in to a class server: your sign-in code is asked once. Without URL: where you stand."""
    if url is None:
        _stand()
        return
    server = ClassServer(checked_url(url, without_tls=without_tls))
    found = server.sign_in(name or typer.prompt("Name"), typer.prompt("Code", hide_input=True))
    if show_token:
        console.print(
            f"Set TUTOR_SERVER={found.url} and TUTOR_TOKEN={found.token}. The token is not shown "
            "again.",
            soft_wrap=True,
        )
        return
    keep_login(found)
    console.print(
        f"You hand in as {found.learner} at {found.url} now. `tutor check` stays on this machine.",
        soft_wrap=True,
    )
    _send()


@app.command("logout", rich_help_panel="Learn")
def logout() -> None:
    """Stop handing in to the class server: its token for this machine is withdrawn."""
    found = current_login()
    if found is None:
        raise Refused("This machine is not signed in to a class server.")
    try:
        ClassServer(found.url, found.token).sign_out()
        left = ""
    except (NoConnection, Refused) as error:
        left = f" {error} Ask your instructor to withdraw this machine."
    kept = Outbox().all(found.url, found.learner)
    if kept:
        left += f" On their way: {len(kept)}. They are sent when you sign in there again."
    forget_login()
    console.print(
        f"Signed out. `tutor submit` does not go to your class now.{left}", soft_wrap=True
    )


def tell_sent(tutor: "Tutor", *, without_connection: bool = True) -> None:
    """Send what was kept without a connection, and say what became of it, or that there is still
    none."""
    if (submissions := tutor.class_submissions) is None or not submissions.on_their_way():
        return
    try:
        with terminal.waiting("sending what was kept"):
            said = submissions.send_kept(default_learner())
        for line in said:
            console.print(line, soft_wrap=True)
    except NoConnection as error:
        if without_connection:
            terminal.complain(str(error))


def _stand() -> None:
    found = current_login()
    if found is None:
        console.print("This machine is not signed in to a class server: `tutor login URL`.")
        return
    console.print(f"You hand in as {found.learner or 'yourself'} at {found.url}.", soft_wrap=True)
    _send()


def _send() -> None:
    with terminal.tutor() as tutor:
        tell_sent(tutor)
        if tutor.class_submissions is not None:
            tutor.class_submissions.refresh_marks()
        left = len(tutor.class_submissions.on_their_way()) if tutor.class_submissions else 0
    if left:
        console.print(f"On their way: {left}. Ask again with `tutor login`.")
    if mine := marks.mine():
        marks.next_deadlines(mine)
