"""batches: pre-render jobs, their items and what these wait for; what an article was made from

Revision ID: 0008
Revises: 0007
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _time(name: str, nullable: bool = True) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    with op.batch_alter_table("articles") as articles:
        articles.add_column(sa.Column("origin", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "batches",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        _time("lease_until"),
        _time("created_at", nullable=False),
        _time("started_at"),
        _time("listed_at"),
        _time("canceled_at"),
        _time("finished_at"),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_batches_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_index(op.f("ix_batches_site_id_created_at_id"), "batches", ["site_id", "created_at", "id"])
    _create_items()
    _create_parts()


def _create_items() -> None:
    op.create_table(
        "batch_items",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("request", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("article_id", sa.String(), nullable=True),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        _time("taken_at"),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_batch_items_batch_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_batch_items_article_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_items")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_batch_items_batch_id_number")),
    )
    op.create_index(op.f("ix_batch_items_article_id"), "batch_items", ["article_id"])


def _create_parts() -> None:
    op.create_table(
        "batch_parts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("narration_id", sa.String(), nullable=False),
        sa.Column("rendition_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["batch_items.id"], name=op.f("fk_batch_parts_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["narration_id"], ["narrations.id"], name=op.f("fk_batch_parts_narration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rendition_id"], ["renditions.id"], name=op.f("fk_batch_parts_rendition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_parts")),
    )
    for column in ("item_id", "narration_id", "rendition_id"):
        op.create_index(op.f(f"ix_batch_parts_{column}"), "batch_parts", [column])


def downgrade() -> None:
    op.drop_table("batch_parts")
    op.drop_table("batch_items")
    op.drop_table("batches")
    with op.batch_alter_table("articles") as articles:
        articles.drop_column("origin")
