"""What a page says of its article in JSON-LD (schema.org), however broken."""

import html as html_escapes
import json
import re
from collections.abc import Iterator
from typing import Any, Final

_ARTICLE: Final = re.compile(r"(?:https?://schema\.org/)?(?:\w*Article|\w*Posting|Report)")
_MOST_CHARACTERS: Final = 2_000_000
_MOST_NODES: Final = 5_000
_WRAPPING: Final = ("//", "/*", "*/", "<!--", "-->", "<![CDATA[", "]]>", ";")
_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_PARTS: Final = ("@graph", "mainEntity", "mainEntityOfPage")

Node = dict[str, Any]


class JsonLd:
    """The nodes of a page's JSON-LD; those that cannot be read count as absent."""

    def __init__(self, tree: Any) -> None:
        scripts = [s.text or "" for s in tree.iter("script") if "ld+json" in s.get("type", "").lower()]
        self._nodes: list[Node] = []
        if sum(map(len, scripts)) <= _MOST_CHARACTERS:
            for script in scripts:
                self._nodes.extend(_nodes(_parsed(script)))
        self._by_id = {node["@id"]: node for node in self._nodes if isinstance(node.get("@id"), str) and len(node) > 2}

    def article(self, title: str | None) -> Node:
        """The node of the page's article: the one with this headline, else the first; {} where there is none."""
        found = [node for node in self._nodes if any(_ARTICLE.fullmatch(kind) for kind in strings(node.get("@type")))]
        wanted = _letters(title or "")
        same = [node for node in found if wanted and _letters(_first(node.get("headline"))) in wanted]
        return next((node for node in same if node.get("headline")), next(iter(found), {}))

    def names(self, value: Any) -> list[str]:
        """The names in a value: text, a node with a name or a reference to one, or a list of them."""
        if isinstance(value, list):
            return [name for item in value[:50] for name in (() if isinstance(item, list) else self.names(item))]
        if isinstance(value, dict):
            node = value if value.get("name") else self._by_id.get(str(value.get("@id")), {})
            value = node.get("name")
        return [without_tags(item) for item in strings(value)]

    def addresses(self, value: Any) -> list[str]:
        """The URLs in a value, read as `names` are."""
        if isinstance(value, list):
            return [url for item in value[:50] for url in (() if isinstance(item, list) else self.addresses(item))]
        if isinstance(value, dict):
            node = (
                value if value.get("url") or value.get("contentUrl") else self._by_id.get(str(value.get("@id")), value)
            )
            value = node.get("url") or node.get("contentUrl") or node.get("@id")
        return strings(value)

    @property
    def sites(self) -> list[str]:
        """The names of the page's site and publisher."""
        found = [node for node in self._nodes if {"WebSite", "Organization"} & set(strings(node.get("@type")))]
        publishers = [node.get("publisher") for node in self._nodes]
        return [name for node in found for name in self.names(node.get("name"))] + self.names(publishers)


def strings(value: Any) -> list[str]:
    """The texts of a value that is one or a list of some."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str) and item.strip()]


def without_tags(value: str) -> str:
    """`value` without the escapes and tags of HTML that some put into JSON."""
    return re.sub(r"<[^<>]{0,200}>", "", html_escapes.unescape(value))


def _parsed(script: str) -> Any:
    for attempt in (script, _TRAILING_COMMA.sub("", _unwrapped(script))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _unwrapped(script: str) -> str:
    """The script without the comment signs around it."""
    for _ in range(4):
        for sign in _WRAPPING:
            script = script.strip().removeprefix(sign).removesuffix(sign)
    return script.strip()


def _nodes(data: Any) -> Iterator[Node]:
    """The nodes of a document: the ones at its top and what these name as their graph or main thing."""
    waiting = [data]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:_MOST_NODES]
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[part] for part in _PARTS if isinstance(value.get(part), dict | list))


def _first(value: Any) -> str:
    return next(iter(strings(value)), "")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, without_tags(text))).casefold()
