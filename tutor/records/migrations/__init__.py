"""How the tables came about, one file in `versions/` for each step; run by `Store.upgrade`.

To add a step: change `models.py`, upgrade a scratch database to the newest step, and in a
transaction on it call
`alembic.command.revision(config(connection), "what changes", autogenerate=True, rev_id="0002")`;
then read what was written. `tests/test_records.py` tells when a step is missing.
"""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tutor.errors import Refused


def config(connection: Connection) -> Config:
    """Return the settings for Alembic's commands, which then run in this transaction."""
    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", "tutor.records:migrations")
    return settings


def current(connection: Connection) -> str | None:
    """Return the step at which this database stands; None before the first."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection) -> None:
    """Go to the newest step."""
    settings = config(connection)
    steps = {step.revision for step in ScriptDirectory.from_config(settings).walk_revisions()}
    revision = current(connection)
    if revision is not None and revision not in steps:
        raise Refused(
            f"The records are at step {revision}, which this version of tutor does not know: "
            "update tutor, or set TUTOR_DATABASE_URL to another database."
        )
    command.upgrade(settings, "head")
