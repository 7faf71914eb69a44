"""Deadlines with their history and extensions; marks by hand for a task, excuses, comments."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# Nobody wrote down who had set the deadlines that there were, or when.
KEEP_DEADLINES = """
INSERT INTO deadline_change (exercise, learner_id, section, due, reason, set_by, set_at)
SELECT exercise, NULL, NULL, due, '', '', :now FROM deadline ORDER BY exercise
"""
NEWEST_DEADLINES = """
INSERT INTO deadline (exercise, due)
SELECT exercise, due FROM deadline_change WHERE due IS NOT NULL AND id IN (
    SELECT max(id) FROM deadline_change
    WHERE learner_id IS NULL AND section IS NULL GROUP BY exercise
)
"""


def upgrade() -> None:
    op.create_table(
        "deadline_change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("exercise", sa.String, nullable=False),
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learner.id"), nullable=True),
        sa.Column("section", sa.String, nullable=True),
        sa.Column("due", sa.DateTime, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("set_by", sa.String, nullable=False),
        sa.Column("set_at", sa.DateTime, nullable=False),
        sa.Index(None, "exercise"),
    )
    now = sa.bindparam("now", datetime.now(UTC).replace(tzinfo=None), sa.DateTime)
    op.execute(sa.text(KEEP_DEADLINES).bindparams(now))
    op.drop_table("deadline")
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("exercise", sa.String, nullable=False),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("set_by", sa.String, nullable=False),
        sa.Column("set_at", sa.DateTime, nullable=False),
        sa.Index(None, "learner_id", "exercise"),
    )
    with op.batch_alter_table("override") as override:
        override.add_column(sa.Column("task", sa.Integer, nullable=True))
        override.add_column(
            sa.Column("excused", sa.Boolean, nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    op.execute("DELETE FROM override WHERE task IS NOT NULL OR excused")
    with op.batch_alter_table("override") as override:
        override.drop_column("excused")
        override.drop_column("task")
    op.drop_table("comment")
    op.create_table(
        "deadline",
        sa.Column("exercise", sa.String, primary_key=True),
        sa.Column("due", sa.DateTime, nullable=False),
    )
    op.execute(NEWEST_DEADLINES)
    op.drop_table("deadline_change")
