"""Turns: whose work comes next, so that nobody waits behind all of one learner's submissions."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # What waits already comes first, in the order in which it was queued.
    op.add_column("work", sa.Column("turn", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("work") as work:
        work.drop_column("turn")
