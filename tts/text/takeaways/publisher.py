"""Key points that the publisher has listed."""

import re
from itertools import takewhile
from typing import Final

from tts.article import Article, Block, BlockKind

_NEAR_THE_TOP: Final = 8  # blocks before the heading, at most
_FEWEST: Final = 2
_HEADINGS: Final = frozenset(
    """key points|key takeaways|the key takeaways|key facts|takeaways|highlights|story highlights|in short
|in brief|at a glance|tl dr|tldr|the gist|main points|the essentials|bottom line up front
|das wichtigste in kürze|auf einen blick|kurz gefasst|in kürze|das wichtigste
|l essentiel|en bref|à retenir|ce qu il faut retenir|points clés|puntos clave|en resumen|lo esencial|claves
|in breve|punti chiave|em resumo|pontos principais|in het kort|要点|ポイント""".replace("\n", "").split("|")
)


def key_points(article: Article) -> tuple[int, ...]:
    """The indexes of the list items under a heading such as "Key points" near the top; none if there is none."""
    for index, block in enumerate(article.blocks[: _NEAR_THE_TOP + 1]):
        if block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and _plain(block.text) in _HEADINGS:
            items = list(takewhile(_is_item, article.blocks[index + 1 :]))
            said = [index + 1 + n for n, item in enumerate(items) if any(map(str.isalnum, item.text))]
            if len(said) >= _FEWEST:
                return tuple(said)
    return ()


def _is_item(block: Block) -> bool:
    return block.kind is BlockKind.LIST_ITEM


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text[:60].casefold()))
