"""What a site's podcast feed lists: the articles that can be heard, newest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select, tuple_
from sqlalchemy.orm import Session, defer

from storage.cursors import decode_cursor, encode_cursor
from storage.models import Article, Narration, NarrationKind, Rendition, Site, Status


@dataclass(frozen=True)
class Episode:
    """An article with the narration that the feed offers, whose MP3 is `size` bytes long."""

    article: Article
    narration: Narration
    size: int


@dataclass(frozen=True)
class FeedPage:
    """`next_cursor` is None on the last page; `changed_at` is when something on it, or the site, changed last."""

    episodes: list[Episode]
    next_cursor: str | None
    changed_at: datetime


def feed_page(
    session: Session, site: Site, *, voice: str | None, default_voice: str, limit: int, cursor: str | None
) -> FeedPage:
    """At most `limit` episodes, by when their articles were published. Raises InvalidCursor.

    With `voice` only what it has read; else each article in its own voice, in the default one, or in the one that was
    first. Drafts, takeaways and narrations of earlier content are left out.
    """
    listed = select(Article).where(
        Article.site_id == site.id,
        Article.draft.is_(False),
        exists().where(Narration.article_id == Article.id, Rendition.narration_id == Narration.id, _heard(voice)),
    )
    if cursor:
        listed = listed.where(tuple_(Article.released_at, Article.id) < tuple_(*decode_cursor(cursor)))
    listed = listed.order_by(Article.released_at.desc(), Article.id.desc()).limit(limit + 1)
    articles = list(session.scalars(listed.options(defer(Article.lexicon), defer(Article.takeaways))))
    more, articles = len(articles) > limit, articles[:limit]
    episodes = _episodes(session, articles, voice, default_voice)
    changes = [time for one in episodes for time in (one.article.updated_at, one.narration.completed_at) if time]
    next_cursor = encode_cursor(articles[-1].released_at, articles[-1].id) if more else None
    return FeedPage(episodes, next_cursor, max([site.changed_at, *changes]))


def _heard(voice: str | None) -> ColumnElement[bool]:
    """A narration of the article as it is now, whose MP3 is there."""
    heard = and_(
        Narration.kind == NarrationKind.ARTICLE,
        # Not by its status: SQLite would take that index and go through all that was ever completed.
        Narration.completed_at.is_not(None),
        # By whatever lexicon: the one before the last is played until the last one's is there.
        Narration.content_hash == Article.content_hash,
        Rendition.format == "mp3",
        Rendition.speed_percent == 100,
        Rendition.status == Status.COMPLETED,
    )
    return heard if voice is None else and_(heard, Narration.voice == voice)


def _episodes(session: Session, articles: list[Article], voice: str | None, default_voice: str) -> list[Episode]:
    found = select(Narration, Rendition.size).join(Rendition, Rendition.narration_id == Narration.id)
    found = found.join(Article, Article.id == Narration.article_id).where(_heard(voice))
    found = found.where(Article.id.in_([article.id for article in articles]))
    offers: dict[str, list[Episode]] = {article.id: [] for article in articles}
    by_id = {article.id: article for article in articles}
    for narration, size in session.execute(found.order_by(Narration.created_at, Narration.id)):
        offers[narration.article_id].append(Episode(by_id[narration.article_id], narration, size or 0))

    def fitness(offer: Episode) -> tuple[bool, bool]:
        article, narration = offer.article, offer.narration
        usual = narration.voice == (article.voice or default_voice)
        return usual, narration.lexicon_hash == article.lexicon_hash

    return [max(mine, key=fitness) for mine in offers.values() if mine]
