"""Addresses, handles and the like as every language but English reads them: with "at" and "dot", without the rest."""

import re
from typing import Final

from tts.text.normalize.spoken import Place, Reading, Rule

URL: Final = re.compile(
    r"(?:https?://|www\.)(?P<host>[^\s/?#:<>\"”’)\]]{1,253})(?P<rest>[^\s<>\"”]{0,2000})", re.IGNORECASE
)
EMAIL: Final = re.compile(r"[^\W_][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.ASCII)
DOMAIN: Final = re.compile(
    r"(?:[A-Za-z0-9-]{1,63}\.){1,6}"
    r"(?:com|org|net|edu|gov|int|mil|io|ai|app|dev|info|biz|news|tv|me|co|uk|us|eu|de|fr|au|ca|jp|cn|ru|ch"
    r"|nl|se|ie|nz|za|br|mx|kr|dk|fi|gg|xyz|shop|store|tech|online|site|blog|js|COM|Com|AI|IO)"
    r"(?P<path>/[^\s<>\"”]{0,2000})?(?![\w-])",
    re.ASCII,
)
_HANDLE: Final = re.compile(r"@(?P<name>(?=_{0,39}[A-Za-z0-9])\w{1,40})(?!\w)", re.ASCII)
_HASHTAG: Final = re.compile(r"#(?P<name>_{0,8}[^\W\d_]\w{0,80})")
_BRACKETED_LETTER: Final = re.compile(r"\[(\w)\](\w{1,40})")
_CAPITAL_AFTER_SMALL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
CLOSERS: Final = ".,;:!?)]}'’"


def _url(place: Place) -> Reading | None:
    match = URL.match(place.text, place.at)
    if match is None:
        return None
    end = match.start() + len(match.group().rstrip(CLOSERS))
    host = match["host"].rpartition("@")[2].removeprefix("www.").rstrip(CLOSERS)
    # An address that is the whole text would be spelled to a listener who cannot click it.
    alone = not place.previous and len(place.text) - end < 3
    return Reading(max(end, match.end("host") if not host else end), "" if alone else spoken_host(host))


def _email(place: Place) -> Reading | None:
    match = EMAIL.match(place.text, place.at)
    if match is None:
        return None
    written = match.group().rstrip(".-")
    name, _, host = written.partition("@")
    return Reading(match.start() + len(written), f"{spoken_host(name)} at {spoken_host(host)}")


def _domain(place: Place) -> Reading | None:
    match = DOMAIN.match(place.text, place.at)
    if match is None:
        return None
    written = match.group().rstrip(CLOSERS)
    return Reading(match.start() + len(written), spoken_host(written.partition("/")[0]))


def _handle(place: Place) -> Reading | None:
    match = _HANDLE.match(place.text, place.at)
    return match and Reading(match.end(), "at " + _apart(match["name"]))


def _hashtag(place: Place) -> Reading | None:
    match = _HASHTAG.match(place.text, place.at)
    return match and Reading(match.end(), "hashtag " + _apart(match["name"]))


def _bracketed_letter(place: Place) -> Reading | None:
    """An editor's "[T]he" is the word "The"."""
    match = _BRACKETED_LETTER.match(place.text, place.at)
    return match and Reading(match.end(), match[1] + match[2])


def spoken_host(host: str) -> str:
    """ "bbc.co.uk" -> "bbc dot co dot UK" """
    parts = [part.replace("_", " ").replace("-", " ").strip() for part in re.split(r"[^\w-]+", host)]
    if len(parts) > 1 and len(parts[-1]) == 2 and parts[-1].lower() not in ("co", "me"):
        parts[-1] = parts[-1].upper()  # a country is spelled
    return " dot ".join(part for part in parts if part)


def _apart(name: str) -> str:
    return " ".join(_CAPITAL_AFTER_SMALL.sub(" ", name).split())


MARK_RULES: Final[tuple[Rule, ...]] = (_handle, _hashtag, _bracketed_letter)
NEUTRAL_RULES: Final[tuple[Rule, ...]] = (_url, _email, _domain, _bracketed_letter)
