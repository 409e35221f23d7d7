"""streams: the segments of a narration that can be played while it is rendered

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("narrations") as narrations:
        narrations.add_column(sa.Column("stream_prefix", sa.Text(), nullable=True))
        narrations.add_column(sa.Column("stream_segments", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("narrations") as narrations:
        narrations.drop_column("stream_segments")
        narrations.drop_column("stream_prefix")
