"""Quizzes: sittings, the questions shown in them, answers, review cards and their logs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "quiz_sitting",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("mode", sa.String, nullable=False),
        sa.Column("module", sa.String, nullable=True),
        sa.Column("started", sa.DateTime, nullable=False),
        sa.Column("finished", sa.DateTime, nullable=True),
        sa.Index(None, "learner_id", "started"),
    )
    op.create_table(
        "quiz_item",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sitting_id", sa.Integer, sa.ForeignKey("quiz_sitting.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("concept", sa.String, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("reviews", sa.Integer, nullable=False),
        sa.Column("again", sa.Boolean, nullable=False),
        sa.UniqueConstraint("sitting_id", "position"),
    )
    op.create_table(
        "quiz_answer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("quiz_item.id"), nullable=False),
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.Column("credit", sa.Double, nullable=False),
        sa.Column("hinted", sa.Boolean, nullable=False),
        sa.Column("seconds", sa.Double, nullable=True),
        sa.Column("answered_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("item_id"),
        sa.Index(None, "question"),
        sa.Index(None, "learner_id", "question"),
    )
    op.create_table(
        "quiz_choice",
        sa.Column("answer_id", sa.Integer, sa.ForeignKey("quiz_answer.id"), primary_key=True),
        sa.Column("option", sa.Integer, primary_key=True),
    )
    op.create_table(
        "review_card",
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learner.id"), primary_key=True),
        sa.Column("question", sa.String, primary_key=True),
        sa.Column("reviews", sa.Integer, nullable=False),
        sa.Column("state", sa.Integer, nullable=False),
        sa.Column("stability", sa.Double, nullable=False),
        sa.Column("difficulty", sa.Double, nullable=False),
        sa.Column("due", sa.DateTime, nullable=False),
        sa.Column("last_review", sa.DateTime, nullable=False),
        sa.Column("credit", sa.Double, nullable=False),
        sa.Index(None, "learner_id", "due"),
    )
    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("reviews", sa.Integer, nullable=False),
        sa.Column("fitted_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "review_log",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("answer_id", sa.Integer, sa.ForeignKey("quiz_answer.id"), nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("reviewed_at", sa.DateTime, nullable=False),
        sa.Column("milliseconds", sa.Integer, nullable=True),
        sa.UniqueConstraint("learner_id", "question", "number"),
    )


def downgrade() -> None:
    for table in (
        "review_log",
        "schedule",
        "review_card",
        "quiz_choice",
        "quiz_answer",
        "quiz_item",
        "quiz_sitting",
    ):
        op.drop_table(table)
