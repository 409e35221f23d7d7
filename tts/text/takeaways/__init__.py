"""Takeaways: the few sentences of an article that say most of it, in the publisher's own words."""

from collections.abc import Iterable
from dataclasses import replace

from tts.article import Article, Block, BlockKind
from tts.text.takeaways.candidates import candidates_of, has_statement
from tts.text.takeaways.publisher import key_points
from tts.text.takeaways.ranking import choose, pool_of
from tts.text.takeaways.takeaway import Takeaway

__all__ = ["Takeaway", "find_takeaways", "has_takeaways", "how_many", "takeaways_article"]

_SHORT = 6  # fewer sentences are worth fewer than three
_ONE_MORE_FROM, _ONE_MORE_EACH = 60, 30  # sentences: for a fourth, and for each one after it
_MOST = 6
_PAUSE_MS = 600  # after each when they are read out: it is a list, not a story


def find_takeaways(article: Article, limit: int = 5) -> tuple[Takeaway, ...]:
    """The sentences that stand best for the article, in its order: three, up to `limit` where it is long.

    Fewer than 6 full sentences give a third of their number, at least one; so do those that cannot stand alone: what
    points at another sentence, and speech without its speaker. An English sentence is trimmed to what it says. Key
    points that the publisher lists near the top are taken as they stand.
    """
    listed = key_points(article)[: max(0, limit)]
    if listed:
        return tuple(Takeaway(article.blocks[index].text.strip(), index, 0) for index in listed)
    candidates, total = candidates_of(article)
    pool = pool_of(candidates, article.title, how_many(total, limit))
    return tuple(Takeaway(c.text, c.sentence.block, c.sentence.start) for c in choose(pool))


def has_takeaways(article: Article) -> bool:
    """Whether there are any; told by the first sentences, so that a long article takes no longer."""
    return bool(key_points(article)) or has_statement(article)


def how_many(sentences: int, limit: int) -> int:
    """How many takeaways are wanted of an article with so many full sentences."""
    more = max(0, (sentences - _ONE_MORE_FROM) // _ONE_MORE_EACH + 1)
    wanted = 3 + more if sentences >= _SHORT else max(1, sentences // 3)
    return max(0, min(limit, wanted, _MOST))


def takeaways_article(article: Article, takeaways: Iterable[Takeaway], intro: str | None = None) -> Article:
    """The takeaways as an article of their own, to be narrated: after the title and the intro, each with a pause."""
    items = tuple(Block(BlockKind.LIST_ITEM, takeaway.text, pause=_PAUSE_MS) for takeaway in takeaways)
    opening = (Block(BlockKind.PARAGRAPH, intro, pause=_PAUSE_MS),) if intro else ()
    return replace(article, blocks=opening + items)
