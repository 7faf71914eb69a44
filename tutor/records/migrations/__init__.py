"""How the tables came about, one file in `versions/` for each step; run by `Store.upgrade`.

To add a step: change `models/`, upgrade a scratch database to the newest step, and in a
transaction on it call
`alembic.command.revision(config(connection), "what changes", autogenerate=True, rev_id="0002")`;
then read what was written. `tests/test_records.py` tells when a step is missing.
"""

import sys
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from tutor.errors import Refused
from tutor.records.files import NEWEST, STEPS

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["NEWEST", "STEPS", "config", "current", "upgrade"]


def config(connection: Connection) -> "Config":
    """Return the settings for Alembic's commands, which then run in this transaction."""
    from alembic.config import Config

    # Alembic's own default is the standard output of when it was imported, which may be closed.
    settings = Config(stdout=sys.stdout, attributes={"connection": connection})
    settings.set_main_option("script_location", "tutor.records:migrations")
    return settings


def current(connection: Connection) -> str | None:
    """Return the step at which this database stands; None before the first.

    Alembic itself takes a quarter of a second to import, which a command that only reads should
    not pay.
    """
    if not inspect(connection).has_table("alembic_version"):
        return None
    step: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return step


def upgrade(connection: Connection) -> None:
    """Go to the newest step."""
    from alembic import command

    step = current(connection)
    if step is not None and step not in STEPS:
        raise Refused(
            f"The records are at step {step}, which this version of tutor does not know. "
            "Update tutor, or set TUTOR_DATABASE_URL to another database."
        )
    command.upgrade(config(connection), "head")
