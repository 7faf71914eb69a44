"""Work that waits: who grades what, until when, and what went wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "work",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.id"), nullable=False),
        sa.Column("regrade_id", sa.Integer, sa.ForeignKey("regrade.id"), nullable=True),
        sa.Column("device", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("worker", sa.String, nullable=True),
        sa.Column("lease", sa.DateTime, nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.String, nullable=True),
        sa.Column("queued", sa.DateTime, nullable=False),
        sa.Column("finished", sa.DateTime, nullable=True),
        sa.Index(None, "state", "id"),
        sa.Index(None, "submission_id"),
    )


def downgrade() -> None:
    op.drop_table("work")
