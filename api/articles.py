"""An article's row, and the article as it is read."""

from storage.models import Article as ArticleRow
from tts.article import Article, blocks_from_json
from tts.text.takeaways import find_takeaways, takeaways_article


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


def narrated_article(row: ArticleRow, kind: str) -> Article:
    """What a narration of this kind reads: the article, or its takeaways."""
    article = article_of(row)
    return takeaways_article(article, find_takeaways(article)) if kind == "takeaways" else article
