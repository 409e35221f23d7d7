"""What the page to share says of an article, to people and to the programs that make cards and players of links."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from api.snippets import Embedded
from api.takeaways import Takeaways
from api.web_address import web_address
from storage.models import Article as ArticleRow
from storage.models import Narration, Status
from tts.article import Article, Block, BlockKind

_MOST_DESCRIBED = 200  # characters; cards show no more
_ELEMENTS = {BlockKind.HEADING: "h3", BlockKind.QUOTE: "blockquote", BlockKind.LIST_ITEM: "ul"}


@dataclass(frozen=True)
class Passage:
    """Blocks that make one element of the page: all items of a list, or a single block."""

    element: str
    blocks: tuple[tuple[int, Block], ...]  # with their index in the article


def passages(article: Article) -> list[Passage]:
    """The article's text without the title, which the page has at its top."""
    read = [(index, block) for index, block in enumerate(article.blocks) if index or not _is_title(block, article)]
    return [_passage(tuple(run)) for _, run in groupby(read, _run)]


def description(article: Article, takeaways: Takeaways) -> str:
    """A sentence or two: the first takeaway, or how the article begins."""
    told = [item.text for item in takeaways.items] + [passage.blocks[0][1].text for passage in passages(article)]
    text = next(iter(told), "")
    return text if len(text) <= _MOST_DESCRIBED else f"{text[:_MOST_DESCRIBED].rsplit(' ', 1)[0]} …"


def audio_object(
    embedded: Embedded, row: ArticleRow, article: Article, narration: Narration | None, about: str
) -> dict[str, Any]:
    """schema.org's AudioObject, to be JSON-LD. While the narration is not completed it has no duration."""
    done = narration if narration is not None and narration.status is Status.COMPLETED else None
    source, published = web_address(row.source_url), published_at(row.published_at)
    written = {
        "@type": "Article",
        "headline": row.title,
        "url": source,
        "datePublished": published and published.isoformat(),
        "author": {"@type": "Person", "name": row.byline} if row.byline else None,
        "image": web_address(row.image_url),
    }
    spoken = {
        "@context": "https://schema.org",
        "@type": "AudioObject",
        "name": row.title or embedded.name,
        "description": about or None,
        "url": embedded.share,
        "contentUrl": embedded.audio,
        "embedUrl": embedded.page,
        "encodingFormat": "audio/mpeg",
        "duration": iso_duration(done.duration) if done and done.duration else None,
        "uploadDate": ((done and done.completed_at) or row.created_at).isoformat(),
        "inLanguage": row.language,
        "thumbnailUrl": web_address(row.image_url),
        "transcript": "\n\n".join(block.text for block in article.blocks),
        "associatedArticle": _known(written),
    }
    return _known(spoken)


def iso_duration(seconds: float) -> str:
    """As ISO 8601 writes it: PT1M8S."""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return "PT" + "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if count)


def published_at(said: str | None) -> datetime | None:
    """The publisher's date, where it is one."""
    try:
        return datetime.fromisoformat(said) if said else None
    except ValueError:
        return None


def _is_title(block: Block, article: Article) -> bool:
    return block.text.strip().casefold() == (article.title or "").strip().casefold()


def _run(entry: tuple[int, Block]) -> tuple[object, ...]:
    """Equal for the items of one list, different for all else that stands side by side."""
    index, block = entry
    return (block.kind, block.number is None) if block.kind is BlockKind.LIST_ITEM else (block.kind, index)


def _passage(blocks: tuple[tuple[int, Block], ...]) -> Passage:
    first = blocks[0][1]
    numbered = first.kind is BlockKind.LIST_ITEM and first.number is not None
    return Passage("ol" if numbered else _ELEMENTS.get(first.kind, "p"), blocks)


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}
