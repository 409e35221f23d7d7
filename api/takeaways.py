"""The takeaways of an article: those that an editor set, or a model wrote, or the article's own key sentences.

The row keeps {"editor": [...], "settled": [...], "asked_anew": n}. What was narrated of a text first is settled: every
voice speaks it and every reader sees it, whatever a model or a later release would make of that text now.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from api.articles import article_of
from storage.models import Article as ArticleRow
from tts.article import Article, canonical_hash
from tts.text.takeaways import Takeaway, find_takeaways
from tts.text.takeaways.given import Facts, linked

Source = Literal["editor", "model", "extract"]

_SETTLED_KEPT: Final = 10  # the last texts: an edit may be taken back, and then their narrations are heard again


@dataclass(frozen=True)
class Takeaways:
    items: tuple[Takeaway, ...]
    source: Source
    note: str | None = None  # why a model's are not used


def takeaways_of(row: ArticleRow) -> Takeaways:
    """The takeaways of the article as it is now."""
    article, editors = article_of(row), (row.takeaways or {}).get("editor", [])
    items = linked(_holding(editors, article), article) if editors else ()
    if items:
        return Takeaways(items, "editor")
    settled = _settled(row)
    if settled is None:
        return Takeaways(find_takeaways(article), "extract")
    return Takeaways(tuple(Takeaway(**item) for item in settled["items"]), settled["source"], settled["note"])


def set_by_editor(row: ArticleRow, texts: list[str]) -> None:
    """Give the article an editor's takeaways; none at all gives it back its own or a model's.

    A model that failed is asked anew then.
    """
    if not texts:
        _take_back(row)
        return
    facts = Facts(article_of(row))
    # What does not stand in the article now, the editor knows; it need not stand there later.
    items = [{"text": text, "elsewhere": list(facts.missing(text))} for text in texts]
    row.takeaways = (row.takeaways or {}) | {"editor": items}
    row.takeaways_hash = canonical_hash([row.content_hash, texts])


def is_settled(row: ArticleRow) -> bool:
    """Whether it is known what all narrations of the article as it is speak, but for an editor's takeaways."""
    return _settled(row) is not None


def settle(row: ArticleRow, found: Takeaways) -> None:
    """From now on these are what the article as it is has, but for an editor's."""
    given = row.takeaways or {}
    settled = {
        "content_hash": row.content_hash,
        "source": found.source,
        "note": found.note,
        "items": [asdict(item) for item in found.items],
    }
    row.takeaways = given | {"settled": [settled, *given.get("settled", [])][:_SETTLED_KEPT]}


def _settled(row: ArticleRow) -> dict[str, Any] | None:
    settled = (row.takeaways or {}).get("settled", [])
    return next((one for one in settled if one["content_hash"] == row.content_hash), None)


def _take_back(row: ArticleRow) -> None:
    settled, given = _settled(row), dict(row.takeaways or {})
    given.pop("editor", None)
    if settled is not None and settled["note"]:
        given["settled"] = [one for one in given["settled"] if one is not settled]
        given["asked_anew"] = given.get("asked_anew", 0) + 1
    row.takeaways = given or None
    # What was narrated when the model failed is another text's now.
    row.takeaways_hash = canonical_hash(["asked anew", given["asked_anew"]]) if "asked_anew" in given else None


def _holding(items: list[dict[str, Any]], article: Article) -> list[str]:
    """The texts whose numbers and names still stand in the article."""
    facts = Facts(article)
    return [item["text"] for item in items if set(facts.missing(item["text"])) <= set(item["elsewhere"])]
