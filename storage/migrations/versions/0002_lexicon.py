"""lexicon entries; a site's selectors and notes

Revision ID: 0002
Revises: 0001
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ASKED = "uq_narrations_article_id_kind_voice_content_hash"
_ASKED_COLUMNS = ["article_id", "kind", "voice", "content_hash"]


def upgrade() -> None:
    op.create_table(
        "lexicon_entries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("spoken", sa.Text(), nullable=True),
        sa.Column("ipa", sa.Text(), nullable=True),
        sa.Column("match", sa.String(length=16), nullable=False),
        sa.Column("case_sensitive", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_lexicon_entries_site_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lexicon_entries")),
        sa.UniqueConstraint(
            "site_id",
            "written",
            "match",
            "case_sensitive",
            "language",
            name="uq_lexicon_entries_site_id_written",
        ),
    )
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.add_column(sa.Column("table_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("code_note", sa.Text(), nullable=True))
    _add_filled("sites", "include_selectors", sa.JSON(), "[]")
    _add_filled("sites", "exclude_selectors", sa.JSON(), "[]")
    _add_filled("sites", "lexicon_version", sa.Integer(), "0")
    _add_filled("articles", "lexicon", sa.JSON(), "[]")
    _add_filled("articles", "lexicon_hash", sa.String(length=64), "")
    _add_filled("narrations", "lexicon_hash", sa.String(length=64), "")
    with op.batch_alter_table("narrations", schema=None) as batch_op:
        batch_op.drop_constraint(_ASKED, type_="unique")
        batch_op.create_unique_constraint(f"{_ASKED}_lexicon_hash", [*_ASKED_COLUMNS, "lexicon_hash"])


def _add_filled(table: str, column: str, kind: sa.types.TypeEngine[Any], value: str) -> None:
    """Adds a column with `value` in the rows that are there; new rows bring their own."""
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(sa.Column(column, kind, server_default=value, nullable=False))
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    # Of narrations that differ in their pronunciations only one stays: completed if there is one, else the first.
    op.execute(
        "DELETE FROM narrations WHERE EXISTS (SELECT 1 FROM narrations AS other"
        " WHERE other.article_id = narrations.article_id AND other.kind = narrations.kind"
        " AND other.voice = narrations.voice AND other.content_hash = narrations.content_hash"
        " AND ((other.status = 'completed' AND narrations.status != 'completed')"
        " OR (other.id < narrations.id AND (other.status = 'completed' OR narrations.status != 'completed'))))"
    )
    # SQLite has its foreign keys off while tables are rebuilt.
    op.execute("DELETE FROM renditions WHERE narration_id NOT IN (SELECT id FROM narrations)")
    with op.batch_alter_table("narrations", schema=None) as batch_op:
        batch_op.drop_constraint(f"{_ASKED}_lexicon_hash", type_="unique")
        batch_op.create_unique_constraint(_ASKED, _ASKED_COLUMNS)
        batch_op.drop_column("lexicon_hash")
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_column("lexicon_hash")
        batch_op.drop_column("lexicon")
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.drop_column("lexicon_version")
        batch_op.drop_column("code_note")
        batch_op.drop_column("table_note")
        batch_op.drop_column("exclude_selectors")
        batch_op.drop_column("include_selectors")

    op.drop_table("lexicon_entries")
