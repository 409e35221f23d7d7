"""What a narration reads: the article, or its takeaways, which a model may have to write first."""

import logging
from collections.abc import Callable
from dataclasses import replace

from api.articles import article_of
from api.summary import SummaryFailed, SummaryModel
from api.takeaways import Takeaways, is_settled, settle, takeaways_of
from storage.articles import hold_article
from storage.database import Database
from storage.models import Article as ArticleRow
from storage.models import NarrationKind, Site
from tts.article import Article
from tts.text.takeaways import takeaways_article
from tts.text.takeaways.given import linked

logger = logging.getLogger(__name__)


class NarratedArticles:
    """Safe to use from several threads."""

    def __init__(self, database: Database, model: SummaryModel | None) -> None:
        self._database = database
        self._model = model

    def read(self, row: ArticleRow, kind: NarrationKind, go_on: Callable[[], None]) -> Article:
        """Raises StorageError, and what `go_on` raises: it is called often while a model is waited for."""
        article = article_of(row)
        if kind is NarrationKind.ARTICLE:
            return article
        found = takeaways_of(row)
        if found.source != "editor" and not is_settled(row):
            found = self._settled(row, self._written(article, found, go_on))
        with self._database.read() as session:
            intro = session.get_one(Site, row.site_id).takeaways_intro
        return takeaways_article(article, found.items, intro)

    def _written(self, article: Article, own: Takeaways, go_on: Callable[[], None]) -> Takeaways:
        """What the model writes; the article's own where there is no model or it fails."""
        if self._model is None:
            return own
        try:
            return Takeaways(linked(self._model.takeaways(article, go_on), article), "model")
        except SummaryFailed as failure:
            logger.warning("The takeaways of %r are its own sentences: %s", article.title, failure)
            return replace(own, note=str(failure))

    def _settled(self, row: ArticleRow, found: Takeaways) -> Takeaways:
        """What all narrations of this text speak: what was found first, by whatever process."""
        with self._database.write() as session:
            now = hold_article(session, row.id)
            if now is None or now.hash_for(NarrationKind.TAKEAWAYS) != row.hash_for(NarrationKind.TAKEAWAYS):
                return found  # the narration has been superseded
            if not is_settled(now):
                settle(now, found)
            return takeaways_of(now)
