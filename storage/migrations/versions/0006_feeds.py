"""feeds: what a site says of its podcast, who may read it, and when articles were published

Revision ID: 0006
Revises: 0005
"""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TEXTS = ("feed_link", "feed_description", "feed_author", "feed_email", "feed_image_url", "feed_category")
_PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # the namespace of podcasts' GUIDs


def upgrade() -> None:
    with op.batch_alter_table("sites") as sites:
        sites.add_column(sa.Column("feed_guid", sa.String(36), nullable=True))
        for name in _TEXTS:
            sites.add_column(sa.Column(name, sa.Text(), nullable=True))
        sites.add_column(sa.Column("feed_explicit", sa.Boolean(), nullable=False, server_default=sa.false()))
        sites.add_column(sa.Column("feed_private", sa.Boolean(), nullable=False, server_default=sa.false()))
        sites.add_column(sa.Column("feed_token_hash", sa.String(64), nullable=True))
        sites.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("articles") as articles:
        articles.add_column(sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    _fill()
    with op.batch_alter_table("sites") as sites:
        sites.alter_column("feed_guid", nullable=False)
        sites.alter_column("changed_at", nullable=False)
    with op.batch_alter_table("articles") as articles:
        articles.alter_column("released_at", nullable=False)
    op.create_index("ix_articles_site_id_released_at_id", "articles", ["site_id", "released_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_articles_site_id_released_at_id", "articles")
    with op.batch_alter_table("articles") as articles:
        articles.drop_column("released_at")
    with op.batch_alter_table("sites") as sites:
        names = ("feed_guid", *_TEXTS, "feed_explicit", "feed_private", "feed_token_hash", "changed_at")
        for name in names:
            sites.drop_column(name)


def _fill() -> None:
    connection = op.get_bind()
    sites = sa.table("sites", sa.column("id"), sa.column("feed_guid"), sa.column("changed_at"), sa.column("created_at"))
    connection.execute(sites.update().values(changed_at=sites.c.created_at))
    for (site_id,) in connection.execute(sa.select(sites.c.id)).all():
        guid = str(uuid.uuid5(_PODCASTS, uuid.uuid4().hex))
        connection.execute(sites.update().where(sites.c.id == site_id).values(feed_guid=guid))
    released = sa.column("released_at", sa.DateTime(timezone=True))
    articles = sa.table("articles", sa.column("id"), sa.column("published_at"), released, sa.column("created_at"))
    connection.execute(articles.update().values(released_at=articles.c.created_at))
    dated = sa.select(articles.c.id, articles.c.published_at).where(articles.c.published_at.is_not(None))
    for article_id, published_at in connection.execute(dated).all():
        try:
            when = datetime.fromisoformat(published_at)
            when = when.replace(tzinfo=when.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
        connection.execute(articles.update().where(articles.c.id == article_id).values(released_at=when))
