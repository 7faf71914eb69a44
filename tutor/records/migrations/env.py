"""Alembic runs this file for every command, on the connection that `config` was given."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Literal

from alembic import context

from tutor.records import models
from tutor.records.models.base import Base, UtcDateTime

# The tables are known to `Base` once their modules are imported.
for module in iter_modules(models.__path__, "tutor.records.models."):
    import_module(module.name)


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
