"""sent_at: when a broker was last told of a narration

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("narrations") as narrations:
        narrations.add_column(sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
        narrations.create_index("ix_narrations_sent", ["status", "sent_at"])


def downgrade() -> None:
    with op.batch_alter_table("narrations") as narrations:
        narrations.drop_index("ix_narrations_sent")
        narrations.drop_column("sent_at")
