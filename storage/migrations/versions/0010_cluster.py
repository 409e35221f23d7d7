"""cluster: when a broker was last told of a narration, and parts of long ones

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
    op.create_table(
        "narration_parts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("narration_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("master_key", sa.Text(), nullable=True),
        sa.Column("manifest_key", sa.Text(), nullable=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["narration_id"],
            ["narrations.id"],
            name=op.f("fk_narration_parts_narration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_narration_parts")),
        sa.UniqueConstraint("narration_id", "number", name=op.f("uq_narration_parts_narration_id_number")),
    )


def downgrade() -> None:
    op.drop_table("narration_parts")
    with op.batch_alter_table("narrations") as narrations:
        narrations.drop_index("ix_narrations_sent")
        narrations.drop_column("sent_at")
