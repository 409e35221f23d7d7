"""The takeaways of an article: those that an editor set, or a model wrote, or the article's own key sentences."""

from dataclasses import dataclass
from typing import Any, Literal

from api.articles import article_of
from storage.models import Article as ArticleRow
from tts.article import Article, canonical_hash
from tts.text.takeaways import Takeaway, find_takeaways
from tts.text.takeaways.given import Facts, linked

Source = Literal["editor", "model", "extract"]


@dataclass(frozen=True)
class Takeaways:
    items: tuple[Takeaway, ...]
    source: Source
    note: str | None = None  # why a model's are not used


def takeaways_of(row: ArticleRow) -> Takeaways:
    """The takeaways of the article as it is now."""
    article, given = article_of(row), row.takeaways or {}
    if given.get("source") == "editor":
        items = linked(_holding(given["items"], article), article)
        if items:
            return Takeaways(items, "editor")
    note = None
    if given.get("content_hash") == row.content_hash:  # a model's are of this very text
        if given["source"] == "model":
            return Takeaways(linked([item["text"] for item in given["items"]], article), "model")
        note = given["note"]
    return Takeaways(find_takeaways(article), "extract", note)


def set_by_editor(row: ArticleRow, texts: list[str]) -> None:
    """Give the article an editor's takeaways; none at all gives it its own again."""
    if not texts:
        row.takeaways = row.takeaways_hash = None
        return
    facts = Facts(article_of(row))
    # What does not stand in the article now, the editor knows; it need not stand there later.
    items = [{"text": text, "elsewhere": list(facts.missing(text))} for text in texts]
    row.takeaways = {"source": "editor", "items": items}
    row.takeaways_hash = canonical_hash([row.content_hash, texts])


def written_by_model(row: ArticleRow, texts: list[str]) -> dict[str, Any]:
    """What a model wrote, as the row keeps it."""
    return {"source": "model", "items": [{"text": text} for text in texts], "content_hash": row.content_hash}


def not_written(row: ArticleRow, why: str) -> dict[str, Any]:
    """That a model was asked in vain, as the row keeps it."""
    return {"source": "extract", "note": why, "content_hash": row.content_hash}


def _holding(items: list[dict[str, Any]], article: Article) -> list[str]:
    """The texts whose numbers and names still stand in the article."""
    facts = Facts(article)
    return [item["text"] for item in items if set(facts.missing(item["text"])) <= set(item["elsewhere"])]
