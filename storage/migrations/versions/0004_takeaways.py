"""takeaways: those that an editor or a model gave an article, and what a site says before them

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("articles") as articles:
        articles.add_column(sa.Column("takeaways", sa.JSON(none_as_null=True), nullable=True))
        articles.add_column(sa.Column("takeaways_hash", sa.String(64), nullable=True))
    with op.batch_alter_table("sites") as sites:
        sites.add_column(sa.Column("takeaways_intro", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sites") as sites:
        sites.drop_column("takeaways_intro")
    with op.batch_alter_table("articles") as articles:
        articles.drop_column("takeaways_hash")
        articles.drop_column("takeaways")
