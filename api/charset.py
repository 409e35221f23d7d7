"""The text of a web page from its bytes, by the rules of browsers."""

import codecs
import re
from types import MappingProxyType
from typing import Final

DECLARED_CHARSET: Final = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?\b(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{1,40})""",
    re.I,
)
BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BROWSERS_TAKE: Final = MappingProxyType(  # https://encoding.spec.whatwg.org/#names-and-labels
    {
        "ascii": "cp1252",
        "iso8859-1": "cp1252",
        "iso8859-9": "cp1254",
        "tis-620": "cp874",
        "gb2312": "gb18030",
        "gbk": "gb18030",
        "big5": "big5hkscs",
        "shift_jis": "cp932",
        "euc_kr": "cp949",
    }
)
WEB_CODECS: Final = re.compile(
    r"utf-8|utf-16(-[lb]e)?|iso8859-\d+|cp(125\d|866|874|932|949)|koi8-[ru]|mac-(roman|cyrillic)"
    r"|gb18030|big5hkscs|euc_jp|iso2022_jp"
)


def decode_html(data: bytes, charset: str | None = None) -> str:
    """The text of a page: by its byte order mark, else `charset` (the header's), its <meta>, UTF-8."""
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.removeprefix(mark).decode(codec, "replace")
    declared = DECLARED_CHARSET.search(data[:4096])
    label = declared[1].decode("ascii") if declared else ""
    if "utf-16" in label.lower():  # cannot be true of a page in which we could read it
        label = "utf-8"
    codec = _codec(charset or "") or _codec(label) or "utf-8"
    return data.decode(codec, "replace")


def _codec(label: str) -> str | None:
    """Python's codec for an HTML charset label, as browsers take it; None for others, "idna" say."""
    try:
        name = codecs.lookup(label.lower().removeprefix("x-").replace("windows-", "cp")).name
    except LookupError:
        return None
    name = BROWSERS_TAKE.get(name, name)
    return name if WEB_CODECS.fullmatch(name) else None
