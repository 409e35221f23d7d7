"""What a narration reads: the article, or its takeaways, which a model may have to write first."""

import logging

from api.articles import article_of
from api.summary import SummaryFailed, SummaryModel
from api.takeaways import not_written, takeaways_of, written_by_model
from storage.articles import hold_article
from storage.database import Database
from storage.models import Article as ArticleRow
from storage.models import NarrationKind, Site
from tts.article import Article
from tts.text.takeaways import takeaways_article

logger = logging.getLogger(__name__)


class NarratedArticles:
    """Safe to use from several threads."""

    def __init__(self, database: Database, model: SummaryModel | None) -> None:
        self._database = database
        self._model = model

    def read(self, row: ArticleRow, kind: NarrationKind) -> Article:
        """Raises StorageError."""
        if kind is NarrationKind.ARTICLE:
            return article_of(row)
        if self._model is not None and _to_be_written(row):
            self._write(row, self._model)
        with self._database.read() as session:
            intro = session.get_one(Site, row.site_id).takeaways_intro
        return takeaways_article(article_of(row), takeaways_of(row).items, intro)

    def _write(self, row: ArticleRow, model: SummaryModel) -> None:
        """Ask the model, and keep its answer, or that there was none, unless the article has changed meanwhile."""
        try:
            written = written_by_model(row, model.takeaways(article_of(row)))
        except SummaryFailed as failure:
            logger.warning("The takeaways of article %s are its own sentences: %s", row.id, failure)
            written = not_written(row, str(failure))
        with self._database.write() as session:
            now = hold_article(session, row.id)
            if now is not None and now.content_hash == row.content_hash and _to_be_written(now):
                now.takeaways = written
        row.takeaways = written


def _to_be_written(row: ArticleRow) -> bool:
    """Whether nobody wrote takeaways for the article as it is. A model that failed is asked at the next narration."""
    given = row.takeaways or {}
    written = given.get("source") == "model" and given.get("content_hash") == row.content_hash
    return given.get("source") != "editor" and not written
