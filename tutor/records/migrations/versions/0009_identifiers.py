"""Who is on the roster, and what other systems call them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

# Whoever has more than a name was put on the roster; others are known from their work alone.
ENROLLED = """
UPDATE learner SET enrolment = 'enrolled'
WHERE full_name <> '' OR section <> '' OR code_hash IS NOT NULL OR role <> 'learner'
"""


def upgrade() -> None:
    with op.batch_alter_table("learner") as learner:
        learner.add_column(sa.Column("enrolment", sa.String, nullable=False, server_default=""))
    op.execute(ENROLLED)
    op.create_table(
        "identifier",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("value", sa.String, primary_key=True),
        sa.Column(
            "learner_id", sa.Integer, sa.ForeignKey("learner.id"), nullable=False, index=True
        ),
    )


def downgrade() -> None:
    op.drop_table("identifier")
    with op.batch_alter_table("learner") as learner:
        learner.drop_column("enrolment")
