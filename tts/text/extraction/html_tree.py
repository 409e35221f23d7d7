"""From a string of HTML to lxml's tree, in time linear in its length whatever it holds."""

import re
from typing import Any, Final

from lxml import etree
from lxml import html as lxml_html

from tts.errors import NoArticleFound

# libxml2 is quadratic in the attributes of a tag: 35 s for 50,000.
_MOST_ATTRIBUTES: Final = 1_000
# Each costs up to 60 µs; articles have about 1,000, the longest pages of an encyclopedia 50,000.
_MOST_ELEMENTS: Final = 60_000
_HARMLESS_BYTES: Final = 4_000  # too few for many attributes
# No part of HTML, written out or as references; lxml reads them but lets nobody write them.
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0e-\x1f\ufffe\uffff\ud800-\udfff]"
    r"|&#(?:0{0,9}(?:[0-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9])|x0{0,9}(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
_OLD_SPACES: Final = str.maketrans("\v\f", "  ")


def parse_html(html: str) -> Any:
    """The lxml root element of a page or a fragment, without comments. Raises NoArticleFound where it is empty."""
    # Bytes, because lxml refuses a str that names an encoding
    data = _CONTROL.sub("", html.translate(_OLD_SPACES)).encode()
    try:
        if len(data) > _HARMLESS_BYTES:
            etree.fromstring(data, parser=_parser(target=_Guard()))
        return lxml_html.document_fromstring(data, parser=_parser())
    except etree.LxmlError as error:
        raise NoArticleFound("There is no text in the HTML.") from error


def _parser(**options: Any) -> Any:
    return lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, **options)


class _Guard:
    """Sees each tag as the parser itself cuts it, so no quoting gets one past; builds no tree, which is the slow part.

    It is a parser target: lxml calls its methods by name.
    """

    def __init__(self) -> None:
        self._elements = 0

    def start(self, _tag: str, attributes: Any) -> None:
        self._elements += 1
        if len(attributes) > _MOST_ATTRIBUTES:
            raise NoArticleFound(f"The page cannot be read: a tag has more than {_MOST_ATTRIBUTES:,} attributes.")
        if self._elements > _MOST_ELEMENTS:
            raise NoArticleFound(f"The page cannot be read: it has more than {_MOST_ELEMENTS:,} elements.")

    def end(self, _tag: str) -> None: ...

    def data(self, _text: str) -> None: ...

    def close(self) -> None: ...
