"""An article's row, and the article as it is read."""

from storage.models import Article as ArticleRow
from tts.article import Article, blocks_from_json


def article_of(row: ArticleRow) -> Article:
    """The article as it is read, from its row."""
    return Article(
        blocks=blocks_from_json(row.blocks),
        title=row.title,
        byline=row.byline,
        language=row.language,
        source_url=row.source_url,
        published_at=row.published_at,
        image_url=row.image_url,
    )
