"""Alembic runs this file for every command, on the connection that `config` was given."""

from typing import Any, Literal

from alembic import context

from tutor.records.models import Base, UtcDateTime


def render_item(kind: str, item: Any, _autogenerate: object) -> str | Literal[False]:
    """Write our datetimes into a step as what they are in the database."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
