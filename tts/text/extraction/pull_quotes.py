"""Pull quotes: a sentence of the article set once more in large letters, which a listener would hear twice."""

import re
from itertools import islice
from typing import Any, Final

from lxml import etree

_CLASS: Final = re.compile(r"(?:^|[\s_-])pull-?quote", re.IGNORECASE)
_SPEAKER: Final = ("cite", "footer", "figcaption")
_SHORTEST: Final = 20  # letters; fewer stand in a text by chance
_MOST: Final = 50
_LARGEST: Final = 100  # elements; a larger one is the article itself, named after the quotes in it
_TAGS: Final = ("aside", "blockquote", "div", "figure", "p", "q", "section", "span")
_NOT_TEXT: Final = ("script", "style", "template", "noscript", "head", "nav", "aside", "footer")


def drop_pull_quotes(tree: Any) -> None:
    """Empties those whose words are in the rest of the text; others are the article's own and stay."""
    quotes = [
        element
        for element in tree.iter(*_TAGS)
        if _CLASS.search(element.get("class", "")) and sum(1 for _ in islice(element.iter(), _LARGEST + 1)) <= _LARGEST
    ]
    if not quotes or len(quotes) > _MOST:
        return
    rest = _letters_without(tree, (*_NOT_TEXT, *_SPEAKER), frozenset(quotes))
    for quote in quotes:
        words = _letters_without(quote, _SPEAKER, frozenset())
        if len(words) >= _SHORTEST and words in rest:
            quote.clear(keep_tail=True)


def _letters_without(root: Any, tags: tuple[str, ...], elements: frozenset[Any]) -> str:
    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            if element is not root:
                pieces.append(element.tail or "")
        elif element.tag in tags or element in elements:
            walk.skip_subtree()
        else:
            pieces.append(element.text or "")
    return "".join(filter(str.isalnum, "".join(pieces))).casefold()
