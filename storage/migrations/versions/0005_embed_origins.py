"""embed origins: whose pages a site narrates when a reader opens them, and how an article is found by its page

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from storage.page_address import page_hash

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sites") as sites:
        sites.add_column(sa.Column("embed_origins", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("sites") as sites:
        sites.alter_column("embed_origins", server_default=None)
    with op.batch_alter_table("articles") as articles:
        articles.add_column(sa.Column("page_hash", sa.String(64), nullable=True))
        articles.create_index(op.f("ix_articles_site_id_page_hash"), ["site_id", "page_hash"])
    _fill()


def _fill() -> None:
    """The articles that are there are found by their pages too."""
    columns = (sa.column("id", sa.String()), sa.column("source_url", sa.Text()), sa.column("page_hash", sa.String(64)))
    articles = sa.table("articles", *columns)
    connection = op.get_bind()
    known = connection.execute(
        sa.select(articles.c.id, articles.c.source_url).where(articles.c.source_url.is_not(None))
    )
    rows = [{"of": article_id, "hash": page_hash(url)} for article_id, url in known]
    if rows:
        change = sa.update(articles).where(articles.c.id == sa.bindparam("of")).values(page_hash=sa.bindparam("hash"))
        connection.execute(change, rows)


def downgrade() -> None:
    with op.batch_alter_table("articles") as articles:
        articles.drop_index(op.f("ix_articles_site_id_page_hash"))
        articles.drop_column("page_hash")
    with op.batch_alter_table("sites") as sites:
        sites.drop_column("embed_origins")
