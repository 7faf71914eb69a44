"""The commands by name. Each is imported when it is asked for, so that none pays for another."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

# Which module of `tutor.cli` has which command in its `app`, in the order of the help.
_HOMES = {
    "init": "learn",
    "place": "place",
    "list": "learn",
    "next": "learn",
    "show": "learn",
    "hint": "learn",
    "check": "learn",
    "watch": "learn",
    "submit": "learn",
    "login": "server",
    "logout": "server",
    "solutions": "learn",
    "progress": "learn",
    "quiz": "quiz",
    "concepts": "quiz",
    "dashboard": "machine",
    "data": "machine",
    "grade": "learn",
    "bank": "quiz",
    "new": "author",
    "audit": "author",
    "demo": "machine",
    "class": "classroom",
    "doctor": "machine",
    "db": "machine",
}


class _Commands(TyperGroup):
    """Imports the command that is asked for; for a name that it does not know, all of them."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(_HOMES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.commands:
            home = _HOMES.get(cmd_name)
            for module in [home] if home else dict.fromkeys(_HOMES.values()):
                app: typer.Typer = import_module(f"tutor.cli.{module}").app
                self.commands.update(get_group(app).commands)
        return self.commands.get(cmd_name)


app = typer.Typer(
    cls=_Commands,
    help="Learn deep learning by writing its pieces; hidden suites mark each one.",
    epilog="Exit codes: 0 done, or full marks; 1 less than full marks; 2 could not be done.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback()
def _tutor() -> None:
    """Without a command of its own, typer wants to know that this is a group."""
