"""Classes: roles and sign-in, drafts, standings, deadlines, policies, overrides, regrades."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# What stood in the submissions and gradings until now. A window function numbers the attempts.
STANDINGS = """
WITH in_force AS (
    SELECT s.id, s.learner_id, s.exercise, s.received, g.score, g.max_score,
        row_number() OVER (
            PARTITION BY s.learner_id, s.exercise ORDER BY s.received, s.id
        ) AS number,
        row_number() OVER (
            PARTITION BY s.learner_id, s.exercise
            ORDER BY CASE WHEN g.score IS NULL THEN 1 ELSE 0 END, g.score DESC, s.id DESC
        ) AS place
    FROM submission s LEFT JOIN grading g ON g.id = (
        SELECT max(n.id) FROM grading n WHERE n.submission_id = s.id AND n.published
    )
)
INSERT INTO standing
    (learner_id, exercise, attempts, best_score, max_score, attempts_to_full, last)
SELECT learner_id, exercise, count(*),
    max(CASE WHEN place = 1 THEN score END),
    max(CASE WHEN place = 1 THEN max_score END),
    min(CASE WHEN score >= max_score THEN number END),
    max(received)
FROM in_force GROUP BY learner_id, exercise
"""


def upgrade() -> None:
    with op.batch_alter_table("learner") as learner:
        learner.add_column(sa.Column("role", sa.String, nullable=False, server_default="learner"))
        learner.add_column(sa.Column("full_name", sa.String, nullable=False, server_default=""))
        learner.add_column(sa.Column("section", sa.String, nullable=False, server_default=""))
        learner.add_column(sa.Column("code_hash", sa.String, nullable=True))
    op.create_index("ix_submission_exercise", "submission", ["exercise"])
    op.drop_index("ix_submission_learner_id", "submission")
    op.create_index(
        "ix_submission_learner_id", "submission", ["learner_id", "exercise", "received"]
    )
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String, primary_key=True),
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("expires", sa.DateTime, nullable=False),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Index(None, "name", "at"),
        sa.Index(None, "address", "at"),
    )
    op.create_table(
        "draft",
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learner.id"), primary_key=True),
        sa.Column("exercise", sa.String, primary_key=True),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("saved", sa.DateTime, nullable=False),
    )
    op.create_table(
        "standing",
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learner.id"), primary_key=True),
        sa.Column("exercise", sa.String, primary_key=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("best_score", sa.Double, nullable=True),
        sa.Column("max_score", sa.Double, nullable=True),
        sa.Column("attempts_to_full", sa.Integer, nullable=True),
        sa.Column("last", sa.DateTime, nullable=False),
        sa.Index(None, "exercise"),
    )
    op.execute(STANDINGS)
    op.create_table(
        "deadline",
        sa.Column("exercise", sa.String, primary_key=True),
        sa.Column("due", sa.DateTime, nullable=False),
    )
    op.create_table(
        "grade_policy",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("policy", sa.JSON, nullable=False),
        sa.Column("set_by", sa.String, nullable=False),
        sa.Column("set_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "override",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("learner_id", sa.Integer, sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("exercise", sa.String, nullable=False),
        sa.Column("points", sa.Double, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("set_by", sa.String, nullable=False),
        sa.Column("set_at", sa.DateTime, nullable=False),
        sa.Index(None, "learner_id", "exercise"),
    )
    op.create_table(
        "regrade",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("exercise", sa.String, nullable=False),
        sa.Column("begun_by", sa.String, nullable=False),
        sa.Column("begun", sa.DateTime, nullable=False),
        sa.Column("published", sa.DateTime, nullable=True),
    )
    op.create_table(
        "regraded",
        sa.Column("regrade_id", sa.Integer, sa.ForeignKey("regrade.id"), primary_key=True),
        sa.Column("submission_id", sa.Integer, sa.ForeignKey("submission.id"), primary_key=True),
        sa.Column("report", sa.JSON, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("max_score", sa.Double, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "regraded",
        "regrade",
        "override",
        "grade_policy",
        "deadline",
        "standing",
        "draft",
        "sign_in_try",
        "sign_in",
    ):
        op.drop_table(table)
    op.drop_index("ix_submission_learner_id", "submission")
    op.create_index("ix_submission_learner_id", "submission", ["learner_id", "exercise"])
    op.drop_index("ix_submission_exercise", "submission")
    with op.batch_alter_table("learner") as learner:
        for column in ("code_hash", "section", "full_name", "role"):
            learner.drop_column(column)
