"""Opening the database: a SQLite file by default, PostgreSQL where the URL says so.

Writers take turns on both, so that code may look before it writes. SQLite's write-ahead log lets
readers go on meanwhile; it needs a local disk, so a network folder calls for PostgreSQL.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from tutor import DISTRIBUTION
from tutor.errors import Refused
from tutor.records.files import default_file

logger = logging.getLogger(__name__)

# What a driver complains about, and the remedy; the first that fits.
REMEDIES = {
    "file is not a database": "set TUTOR_DATABASE_URL to another file",
    "already exists": "set TUTOR_DATABASE_URL to an empty database",
    "no such table": "run `tutor db upgrade`",
    "relation": "run `tutor db upgrade`",
    "locked": "another program is using it: try again in a minute",
    "is full": "free some disk space",
}
ELSE = "check that it is there and that you may write to it, or set TUTOR_DATABASE_URL to another"


def default_url() -> URL:
    """Return TUTOR_DATABASE_URL, or a file in the user's data folder."""
    if named := os.environ.get("TUTOR_DATABASE_URL"):
        return parse_url(named)
    return URL.create("sqlite", database=str(default_file()))


def parse_url(url: str | URL) -> URL:
    """Read a URL; a SQLite file's relative path is completed, so that it names the same file
    wherever it is used."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in BEGINNERS:
            raise ArgumentError("only SQLite and PostgreSQL are supported")
    except (ArgumentError, ValueError) as error:
        raise Refused(
            "The database URL is not valid. Write it as "
            "sqlite:////folder/records.sqlite or postgresql://user@host/name."
        ) from error
    name = parsed.database
    if (
        parsed.get_backend_name() == "sqlite"
        and name
        and not name.startswith((":memory:", "file:"))
    ):
        return parsed.set(database=str(Path(name).absolute()))
    return parsed


def open_engine(url: str | URL) -> Engine:
    """Prepare an engine; nothing is opened before the first transaction."""
    parsed = parse_url(url)
    try:
        # What people wrote is among the parameters, and has no place in a log.
        engine = create_engine(parsed, hide_parameters=True)
    except ImportError as error:
        raise Refused(
            f"The driver of this database is missing ({error}): "
            f"run `pip install '{DISTRIBUTION}[postgresql]'`."
        ) from error
    event.listen(engine, "begin", BEGINNERS[parsed.get_backend_name()])
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
    return engine


def sqlite_file(engine: Engine) -> Path | None:
    """Return the file behind a SQLite engine; None where the records are not in a plain file."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name.startswith((":memory:", "file:")):
        return None
    return Path(name)


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """All or nothing. A database that cannot be used is refused with a sentence.

    The engine's execution options choose the kind: `reading` does not queue with the writers;
    `migrating` lifts SQLite's foreign keys, since a batch migration replaces whole tables.
    """
    try:
        with Session(engine) as session, session.begin():
            yield session
    except IntegrityError:  # our fault, not the database's
        raise
    except DBAPIError as error:
        logger.exception("The records cannot be used.")
        complaint = str(error.orig).partition("\n")[0]
        remedy = next((REMEDIES[part] for part in REMEDIES if part in complaint), ELSE)
        url = engine.url.render_as_string()
        raise Refused(f"The records at {url} cannot be used ({complaint}): {remedy}.") from error


def _configure_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # no BEGIN behind our back: see _begin_sqlite
    connection.execute("PRAGMA busy_timeout=10000")
    # The mode stays with the file. Of several programs that open a new file at once, one switches
    # it for all; if something is wrong with the file, the first statement will say so.
    with suppress(sqlite3.DatabaseError):
        connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    """Lock at once when writing: a transaction that asks later is refused instead of queued."""
    options = connection.get_execution_options()
    foreign_keys = "OFF" if options.get("migrating") else "ON"
    connection.exec_driver_sql(f"PRAGMA foreign_keys={foreign_keys}")
    connection.exec_driver_sql("BEGIN" if options.get("reading") else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    """Let writers take turns as on SQLite, and two programs not upgrade at the same time."""
    if not connection.get_execution_options().get("reading"):
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('tutor.records'))")


BEGINNERS = {"sqlite": _begin_sqlite, "postgresql": _begin_postgresql}
