"""Web and mail addresses in English: digits one by one, "dash" and "slash", and no more than a listener needs."""

import re
from typing import Final

from tts.text.normalize.english.numerals import digits
from tts.text.normalize.spoken import Place, Reading, Rule
from tts.text.normalize.web import CLOSERS, DOMAIN, EMAIL, URL

_PIECE: Final = re.compile(r"[^\W\d_]+|\d+|[-./_:@+~]")
_SIGNS: Final = {
    ".": "dot",
    "/": "slash",
    "-": "dash",
    "_": "underscore",
    ":": "colon",
    "@": "at",
    "+": "plus",
    "~": "tilde",
}
_SPELLED: Final = frozenset(("ai", "eu", "io", "uk", "us"))  # other pairs with a vowel may be said: "jo", "my"
_VOWEL: Final = re.compile("[aeiouy]", re.IGNORECASE)
_PLAIN_PATH: Final = re.compile(r"(?:/[A-Za-z]{2,15}){1,2}/?")
_MAIL_PATH: Final = re.compile(r"(?:/[\w-]{1,40}){1,3}", re.ASCII)
_SECRET: Final = re.compile(r"[^\w./:~+-]")  # queries and the like: nobody could type it from hearing
_OWNER: Final = re.compile(r"['’]s(?!\w)")  # "Amazon.com's"
_LONGEST: Final = 100

# Names of sites that run words together.
_SITES: Final = {
    "apnews": "A.P news",
    "bbcnews": "BBC news",
    "cbsnews": "CBS news",
    "dailymail": "daily mail",
    "foxnews": "fox news",
    "ft": "FT",
    "latimes": "L.A times",
    "nbcnews": "NBC news",
    "nypost": "N.Y post",
    "nytimes": "N.Y times",
    "theguardian": "the guardian",
    "usatoday": "USA today",
    "washingtonpost": "washington post",
    "whitehouse": "white house",
    "wsj": "WSJ",
}
# What mailboxes are called, often two or three of them run together.
# fmt: off
_MAILBOXES: Final = frozenset((
    "account", "accounts", "admin", "advertising", "alerts", "billing", "business", "careers", "care", "center",
    "client", "community", "contact", "corporate", "customer", "data", "desk", "digital", "editor", "editorial",
    "enterprise", "events", "feedback", "general", "global", "hello", "help", "info", "inquiries", "investor",
    "investors", "jobs", "legal", "letters", "mail", "management", "marketing", "media", "member", "members", "news",
    "newsroom", "office", "online", "orders", "partner", "partners", "pr", "press", "privacy", "pro", "public",
    "relations", "reply", "sales", "security", "service", "services", "shop", "social", "support", "team", "tech",
    "technical", "tips", "user", "web", "webmaster", "world"
))
# fmt: on
_LONGEST_MAILBOX: Final = max(map(len, _MAILBOXES))


def _url(place: Place) -> Reading | None:
    match = URL.match(place.text, place.at)
    if match is None:
        return None
    end = match.start() + len(match.group().rstrip(CLOSERS))
    host = match["host"].rpartition("@")[2].removeprefix("www.").rstrip(CLOSERS)
    if not host:
        return Reading(max(end, match.end("host")), "")
    if _alone(place, end):
        return Reading(end, _in_full(place.text[place.at : end]))
    return Reading(end, _site(host) + _plain_path(place.text[match.end("host") : end]))


def _email(place: Place) -> Reading | None:
    match = EMAIL.match(place.text, place.at)
    if match is None:
        return None
    written = match.group().rstrip(".-")
    name, _, host = written.partition("@")
    end = match.start() + len(written)
    path = _MAIL_PATH.match(place.text, end)
    spoken = f"{_mailbox(name)} at {_site(host)}" + (f" {_pieces(path.group())}" if path else "")
    return Reading(path.end() if path else end, spoken)


def _domain(place: Place) -> Reading | None:
    match = DOMAIN.match(place.text, place.at)
    if match is None:
        return None
    written = match.group().rstrip(CLOSERS)
    end = match.start() + len(written)
    if "/" in written and _alone(place, end) and not _SECRET.search(written):
        return Reading(end, _in_full(written))
    host, slash, path = written.partition("/")
    owner = _OWNER.match(place.text, end) if not slash else None
    if owner:
        return Reading(owner.end(), f"{_site(host)}'s")
    return Reading(end, _site(host) + _plain_path(slash + path))


def _alone(place: Place, end: int) -> bool:
    return not place.previous and len(place.text) - end < 3


def _in_full(written: str) -> str:
    """An address that is the whole text is the news itself; nothing where it is too long to be followed by ear."""
    if len(written) > _LONGEST or _SECRET.search(written):
        return ""
    scheme, mark, rest = written.partition("://")
    return f"{scheme.upper()} colon slash slash {_pieces(rest)}".strip() if mark else _pieces(written)


def _plain_path(path: str) -> str:
    """ "/news" -> " slash news"; nothing for what an editor's system made up."""
    return f" {_pieces(path.rstrip('/'))}" if _PLAIN_PATH.fullmatch(path) else ""


def _site(host: str) -> str:
    """ "bbc.co.uk" -> "bbc dot co dot UK" """
    return _pieces(host, country=True)


def _pieces(written: str, *, country: bool = False) -> str:
    """Word by word, digit by digit, sign by sign; where the last label is a `country` it is spelled."""
    pieces = _PIECE.findall(written)
    said = [_piece(piece) for piece in pieces]
    if country and len(pieces) > 1 and len(pieces[-1]) == 2 and pieces[-1].isalpha():
        said[-1] = pieces[-1].lower() if pieces[-1].lower() in ("co", "me") else pieces[-1].upper()
    return " ".join(said)


def _piece(piece: str) -> str:
    if piece in _SIGNS:
        return _SIGNS[piece]
    if piece.isdecimal():
        return digits(piece)
    if piece.lower() == "www" or (len(piece) == 2 and (piece.lower() in _SPELLED or not _VOWEL.search(piece))):
        return piece.upper()
    return _SITES.get(piece.lower(), piece)


def _mailbox(name: str) -> str:
    said = []
    for piece in _PIECE.findall(name):
        said.append(" ".join(_mailbox_words(piece)) if piece.isalpha() and len(piece) > 6 else _piece(piece))
    return " ".join(said)


def _mailbox_words(piece: str) -> list[str]:
    """ "enterpriseservices" -> ["enterprise", "services"]; the piece itself where anything is left over."""
    rest, words = piece.lower(), []
    while rest:
        length = next((n for n in range(min(_LONGEST_MAILBOX, len(rest)), 1, -1) if rest[:n] in _MAILBOXES), 0)
        if not length:
            return [piece]
        words.append(rest[:length])
        rest = rest[length:]
    return words


RULES: Final[tuple[Rule, ...]] = (_url, _email, _domain)
