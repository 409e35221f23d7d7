"""What an article was made from, kept with it, so that a later run sees without reading it that nothing changed."""

import hashlib
from importlib.metadata import version
from typing import Any

from api.fetch import Fetched, if_changed
from api.schemas import ArticleIn
from api.settings import Settings
from storage.models import Site
from tts.article import canonical_hash


def named(body: ArticleIn) -> ArticleIn:
    """The article with an external_id, if nothing in it tells it from others: else each run would make another."""
    if body.external_id or body.source_url or body.url:
        return body
    content = body.text or body.html or body.markdown or ""
    digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    return body.model_copy(update={"external_id": f"sha256-{digest[:32]}"})


def address_of(body: ArticleIn) -> str | None:
    """The source_url of the article."""
    return str(body.source_url or body.url or "") or None


def reading_context(settings: Settings, site: Site) -> str:
    """A hash of all but the article that decides how it is read; another one means reading it again."""
    selectors = [site.include_selectors, site.exclude_selectors, site.table_note, site.code_note]
    takeaways = [settings.takeaways_audio, bool(settings.summary_url)]
    limit = settings.max_article_characters
    return canonical_hash([version("readcast"), selectors, site.lexicon_version, takeaways, limit])


def given_hash(body: ArticleIn) -> str:
    """A hash of all that the source says of the article; of a page it is the address, not what is there."""
    return canonical_hash(body.model_dump(mode="json", exclude={"priority"}, exclude_none=True))


def origin_of(body: ArticleIn, context: str, fetched: Fetched | None, takeaways: bool) -> dict[str, Any]:
    """To be kept with the article."""
    origin: dict[str, Any] = {"context": context, "given": given_hash(body), "takeaways": takeaways}
    if fetched is not None:
        origin["page"] = hashlib.sha256(fetched.body).hexdigest()
        origin["etag"], origin["last_modified"] = fetched.etag, fetched.last_modified
    return origin


def is_unchanged(origin: dict[str, Any] | None, body: ArticleIn, context: str) -> bool:
    """Whether the article was made from this; of a page, whether from this address."""
    return origin is not None and origin["context"] == context and origin["given"] == given_hash(body)


def conditions_of(origin: dict[str, Any]) -> dict[str, str]:
    """The headers with which a page that did not change answers 304."""
    return if_changed(origin.get("etag"), origin.get("last_modified"))


def is_same_page(origin: dict[str, Any], fetched: Fetched) -> bool:
    return fetched.status == 304 or origin.get("page") == hashlib.sha256(fetched.body).hexdigest()
