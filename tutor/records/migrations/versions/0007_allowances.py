"""Allowances: how many attempts learners have, and when they see solutions."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "allowance",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("exercise", sa.String, nullable=True),
        sa.Column("allowance", sa.JSON, nullable=True),
        sa.Column("set_by", sa.String, nullable=False),
        sa.Column("set_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("allowance")
