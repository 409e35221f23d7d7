"""Saving, finding and deleting articles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session, defer

from storage.columns import utc_now
from storage.errors import ArticleNotFound
from storage.models import Article, Base, Narration, NarrationPart, Rendition
from storage.page_address import page_hash
from storage.pages import Page, newest_first
from storage.rows import insert_new
from storage.sites import DEFAULT_SITE, note_change
from storage.streams import segment_keys

EXTERNAL = "external:"
_AT_ONCE = 500  # ids in a statement: databases limit the values of one


@dataclass(frozen=True)
class ArticleContent:
    """All that a caller says about an article. `blocks` is a list of {"kind", "text", ...} in reading order."""

    external_id: str | None
    source_url: str | None
    title: str | None
    byline: str | None
    language: str | None  # BCP 47
    published_at: str | None  # ISO 8601
    image_url: str | None
    voice: str | None
    draft: bool
    content_hash: str
    blocks: list[dict[str, Any]]
    lexicon: list[dict[str, Any]] = field(default_factory=list)  # the site's entries that occur in it
    lexicon_hash: str = ""  # of them; "" where there are none
    origin: dict[str, Any] | None = None  # what it was made from, where that may be compared later


@dataclass(frozen=True)
class SavedArticle:
    """`changed`: the article is new, or its content or lexicon hash, draft mark or voice is not what it was."""

    article: Article
    created: bool
    changed: bool


def save_article(session: Session, site_id: str, content: ArticleContent) -> SavedArticle:
    """Creates the article, or updates the one that has its external_id, or if it has none its source_url.

    With neither it is always a new article. Of several that save the same one at once, one creates it and
    the others, one after the other, update it.
    """
    same = _same_article(site_id, content.external_id, content.source_url)
    values = {**_columns(content), "released_at": released_at(content.published_at, utc_now())}
    if same is None:
        article = Article(site_id=site_id, **values)
        session.add(article)
        session.flush()
        return SavedArticle(article, created=True, changed=True)
    while True:  # goes round only if the article is deleted between the two statements
        created = insert_new(session, Article, site_id=site_id, **values)
        found = session.scalar(same.with_for_update().execution_options(populate_existing=True))
        if found is not None:
            return SavedArticle(found, created, changed=_update(session, found, content) or created)


def get_article(session: Session, ref: str, site_id: str | None = None) -> Article:
    """The article with our id `ref`, or with the publisher's id where `ref` is "external:EXTERNAL_ID".

    Looks in `site_id` only; without it anywhere for our id, in the default site for a publisher's. Raises
    ArticleNotFound.
    """
    if ref.startswith(EXTERNAL):
        found = select(Article).where(
            Article.external_id == ref.removeprefix(EXTERNAL), Article.site_id == (site_id or DEFAULT_SITE)
        )
    else:
        found = select(Article).where(Article.id == ref)
        if site_id is not None:
            found = found.where(Article.site_id == site_id)
    article = None if "\0" in ref else session.scalar(found)  # PostgreSQL refuses the character
    if article is None:
        raise ArticleNotFound(f"There is no article {ref!r}.")
    return article


def article_of_page(session: Session, site_id: str, url: str) -> Article | None:
    """The site's article whose source_url is this page, drafts too; one that is public and the publisher's own first.

    Fragment and tracking parameters do not count.
    """
    same = select(Article).where(Article.site_id == site_id, Article.page_hash == page_hash(url))
    best = same.order_by(Article.draft, Article.external_id.is_(None), Article.created_at.desc(), Article.id)
    return session.scalar(best.limit(1))


def articles_by_id(session: Session, ids: Sequence[str]) -> dict[str, Article]:
    """Those of the articles that are there, without their blocks."""
    return {
        article.id: article
        for start in range(0, len(ids), _AT_ONCE)
        for article in session.scalars(
            select(Article).where(Article.id.in_(ids[start : start + _AT_ONCE])).options(defer(Article.blocks))
        )
    }


def find_posted(session: Session, site_id: str, external_id: str | None, source_url: str | None) -> Article | None:
    """The article that `save_article` would update, for this transaction alone to change; None if there is none."""
    same = _same_article(site_id, external_id, source_url)
    return None if same is None else session.scalar(same.with_for_update())


def hold_article(session: Session, article_id: str) -> Article | None:
    """The article as it is now, for this transaction alone to change; None if it was deleted."""
    held = select(Article).where(Article.id == article_id).with_for_update()
    return session.scalar(held.execution_options(populate_existing=True))


def unpublish(session: Session, article: Article) -> None:
    """Makes the article a draft: from now on no list has it."""
    if not article.draft:
        article.draft, article.updated_at = True, utc_now()
        note_change(session, article.site_id)
        session.flush()


def known_articles(
    session: Session, site_id: str, identities: Iterable[tuple[str | None, str | None]]
) -> dict[tuple[str | None, str | None], Article]:
    """Those of the articles that are saved, by (external_id, None), or (None, source_url) where that tells them.

    `identities` are some hundreds of (external_id, source_url). Rows come without their blocks.
    """
    identities = list(identities)
    by_id = {external for external, _ in identities if external is not None}
    by_url = {url for external, url in identities if external is None and url is not None}
    own = select(Article).where(Article.site_id == site_id).options(defer(Article.blocks))
    found: dict[tuple[str | None, str | None], Article] = {}
    if by_id:
        rows = session.scalars(own.where(Article.external_id.in_(by_id)))
        found |= {(row.external_id, None): row for row in rows}
    if by_url:
        rows = session.scalars(own.where(Article.external_id.is_(None), Article.source_url.in_(by_url)))
        found |= {(None, row.source_url): row for row in rows}
    return found


def list_articles(session: Session, site_id: str, limit: int, cursor: str | None, drafts: bool) -> Page[Article]:
    """At most `limit` of the site's articles, newest first; drafts only if `drafts`. Raises InvalidCursor."""
    listed = select(Article).where(Article.site_id == site_id)
    if not drafts:
        listed = listed.where(Article.draft.is_(False))
    return newest_first(session, Article, listed, limit, cursor)


def delete_article(session: Session, article: Article) -> list[str]:
    """Deletes the article with its narrations and renditions.

    Returns the keys of the audio objects that no other narration uses, sorted: delete them from the audio
    store after the commit, so that no row ever names an object that is gone.
    """
    # The article is held, so that no narration is added; what is deleted tells its keys itself, so that
    # a worker that completes it meanwhile is either seen here or loses its lease.
    session.execute(select(Article.id).where(Article.id == article.id).with_for_update())
    narrations = select(Narration.id).where(Narration.article_id == article.id)
    # Held too: a completion between the two deletions would take its rendition's key with it unseen.
    session.execute(narrations.with_for_update())
    keys = _delete(session, Rendition, Rendition.narration_id.in_(narrations), Rendition.key)
    mine = Narration.article_id == article.id
    streams = session.execute(select(Narration.stream_prefix, Narration.stream_segments).where(mine)).all()
    part = NarrationPart.narration_id.in_(narrations)
    keys |= _delete(session, NarrationPart, part, NarrationPart.master_key, NarrationPart.manifest_key)
    keys |= _delete(session, Narration, mine, Narration.master_key, Narration.manifest_key)
    _delete(session, Article, Article.id == article.id, Article.id)
    note_change(session, article.site_id)
    segments = {key for prefix, count in streams for key in segment_keys(prefix, count)}
    return sorted(keys - _used_keys(session, keys) | segments)


def released_at(published_at: str | None, otherwise: datetime) -> datetime:
    """When the article counts as published, in UTC: what the publisher wrote, if that can be read."""
    if published_at is None:
        return otherwise
    try:
        time = datetime.fromisoformat(published_at)
        return time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return otherwise


def _delete(
    session: Session, row: type[Base], which: ColumnElement[bool], *told: InstrumentedAttribute[Any]
) -> set[str]:
    """Deletes the rows; the values that they had in the columns `told`."""
    statement = delete(row).where(which).returning(*told).execution_options(synchronize_session=False)
    return {value for values in session.execute(statement) for value in values if value is not None}


def _used_keys(session: Session, keys: set[str]) -> set[str]:
    """Those of the keys that a row names."""
    columns = (Narration.master_key, Narration.manifest_key, Rendition.key)
    return {key for column in columns for key in session.scalars(select(column).where(column.in_(keys))) if key}


def _same_article(site_id: str, external_id: str | None, source_url: str | None) -> Select[Article] | None:
    """How to find the article that is posted as these; None where nothing tells."""
    in_site = select(Article).where(Article.site_id == site_id)
    if external_id is not None:
        return in_site.where(Article.external_id == external_id)
    if source_url is not None:
        return in_site.where(Article.external_id.is_(None), Article.source_url == source_url)
    return None


def _columns(content: ArticleContent) -> dict[str, Any]:
    return {**vars(content), "page_hash": page_hash(content.source_url)}


def _update(session: Session, article: Article, content: ArticleContent) -> bool:
    """Brings the article up to date; whether a listener or the queue would notice."""
    noticed = ("content_hash", "lexicon_hash", "draft", "voice")
    changed = any(getattr(article, name) != getattr(content, name) for name in noticed)
    if content.draft and not article.draft:
        note_change(session, article.site_id)
    if article.published_at != content.published_at:
        article.released_at = released_at(content.published_at, article.created_at)
    for name, value in _columns(content).items():
        if getattr(article, name) != value:
            setattr(article, name, value)
            if name != "origin":  # that says how it was read, not what
                article.updated_at = utc_now()
    session.flush()
    return changed
