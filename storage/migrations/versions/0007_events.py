"""events: how often each article is heard, by voice and day

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COUNTED = ("loads", "plays", "completes", "listened_seconds")
_CLICKED = ("seeks", "voice_changes", "speed_changes", "takeaway_clicks", "downloads")
_REACHED = tuple(f"reached_{percent}" for percent in range(10, 101, 10))


def upgrade() -> None:
    op.create_table(
        "listening_days",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.Double() if name == "listened_seconds" else sa.BigInteger(), nullable=False)
            for name in (*_COUNTED, *_CLICKED, *_REACHED)
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_listening_days_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "voice", "kind", "day", name=op.f("pk_listening_days")),
    )
    with op.batch_alter_table("listening_days") as listening_days:
        listening_days.create_index(op.f("ix_listening_days_day"), ["day"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("listening_days") as listening_days:
        listening_days.drop_index(op.f("ix_listening_days_day"))
    op.drop_table("listening_days")
