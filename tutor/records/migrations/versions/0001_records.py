"""Learners, what they hand in, how it is graded, the hints they take."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "learner",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
    )
    op.create_table(
        "source",
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("text", sa.String, nullable=False),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("exercise", sa.String, nullable=False),
        sa.Column("filename", sa.String, nullable=False),
        sa.Column("source_sha256", sa.String, sa.ForeignKey("source.sha256"), nullable=False),
        sa.Column("received", sa.DateTime, nullable=False),
        sa.Index(None, "learner_id", "exercise"),
    )
    op.create_table(
        "grading",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.id"), nullable=False),
        sa.Column("suite_version", sa.String, nullable=False),
        sa.Column("engine_version", sa.String, nullable=False),
        sa.Column("device", sa.String, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("published", sa.Boolean, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("max_score", sa.Double, nullable=False),
        sa.Column("graded_at", sa.DateTime, nullable=False),
        sa.Column("report", sa.JSON, nullable=False),
        sa.UniqueConstraint(
            "submission_id", "suite_version", "engine_version", "device", "seed", "published"
        ),
    )
    op.create_table(
        "check_result",
        sa.Column("grading_id", sa.Integer, sa.ForeignKey("grading.id"), primary_key=True),
        sa.Column("check_id", sa.String, primary_key=True),
        sa.Column("task", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("mistake", sa.String, nullable=True),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("max_score", sa.Double, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
    )
    op.create_table(
        "hint_use",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("exercise", sa.String, nullable=False),
        sa.Column("task", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("used_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("learner_id", "exercise", "task", "number"),
    )


def downgrade() -> None:
    for table in ("hint_use", "check_result", "grading", "submission", "source", "learner"):
        op.drop_table(table)
