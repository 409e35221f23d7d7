"""Signs between and beside words: slashes, arrows, "w/", "≈", tickers behind a "$" or in brackets."""

import re
from typing import Final

from tts.text.normalize.spoken import Place, Reading, Rule

# Both sides are meant, in the order of the words.
_EITHER: Final = {
    "and/or": "and or",
    "he/she": "he or she",
    "she/he": "she or he",
    "his/her": "his or her",
    "her/his": "her or his",
    "his/hers": "his or hers",
    "him/her": "him or her",
    "her/him": "her or him",
    "himself/herself": "himself or herself",
    "s/he": "she or he",
    "him/herself": "him or herself",
    "either/or": "either or",
    "on/off": "on off",
    "yes/no": "yes no",
    "w/o": "without",
    "w/out": "without",
    "b/c": "because",
    "n/a": "not applicable",
    "c/o": "care of",
    "m/m": "month on month",
    "q/q": "quarter on quarter",
    "y/y": "year on year",
}
_PAIR: Final = re.compile(r"[A-Za-z]{1,7}/[A-Za-z]{1,7}(?![\w/])")
_WITH: Final = re.compile(r"[Ww]/(?=\s?[A-Za-z\d$£€])")
_SLASH: Final = re.compile(r"/(?=\s?[a-z])")
_ASTERISK: Final = re.compile(r"\*(?=\s?\d)")
_CASHTAG: Final = re.compile(r"\$(?P<symbol>[A-Z]{1,5})(?:\.(?P<share>[A-Z]))?(?!\w)")
_TICKER: Final = re.compile(r"(?P<symbol>[A-Z]{1,5})(?:[.-](?P<share>[A-Z]{1,2}))?(?=\))")
_LISTED: Final = re.compile(
    r"(?:NASDAQ|Nasdaq|NYSE|NYSEARCA|AMEX|LSE|LON|TSX|TSE|ASX|HKEX|OTC|OTCMKTS|XETRA|FRA|EPA|BSE|NSE|CRYPTO|SIX)"
    r"(?:GS|CM|GM)?(?: American| Arca)?: ?$"
)
_QUOTED: Final = re.compile(r"[A-Z][\w.’'-]{1,30} \($")
_COINS: Final = frozenset(("ADA", "BNB", "BTC", "DOGE", "ETH", "LTC", "SOL", "USDC", "USDT", "XRP"))
_NAMED: Final = {
    "≈": "approximately",
    "≅": "approximately",
    "≥": "greater than or equal to",
    "≤": "less than or equal to",
    "≠": "not equal to",
    "±": "plus or minus",
    "÷": "divided by",
    "×": "times",
    "→": "to",
    "⇒": "to",
    "∞": "infinity",
    "√": "square root of",
    "§": "section",
    "§§": "sections",
    "¶": "paragraph",
    "№": "number",
}
_SIGN: Final = re.compile("§{1,2}|[" + "".join(sign for sign in _NAMED if len(sign) == 1) + "]")
_SHARP: Final = re.compile(r"(?P<language>[CF])(?P<sign>#|\+\+)(?!\w)")
_DOT_NET: Final = re.compile(r"\.(?P<name>NET|com|org|net|gov|edu|io|ai|eu|uk)(?!\w)")


def _pair(place: Place) -> Reading | None:
    match = _PAIR.match(place.text, place.at)
    if match is None or match.group().lower() not in _EITHER:
        match = _WITH.match(place.text, place.at)
        return match and Reading(match.end(), "with")
    return Reading(match.end(), _EITHER[match.group().lower()])


def _slash(place: Place) -> Reading | None:
    """Said between words in small letters only: "AC/DC" and "Paris/London" are read through."""
    match = _SLASH.match(place.text, place.at)
    return match and Reading(match.end(), "slash")


def _asterisk(place: Place) -> Reading | None:
    match = _ASTERISK.match(place.text, place.at)
    return match and Reading(match.end(), "asterisk")


def _cashtag(place: Place) -> Reading | None:
    match = _CASHTAG.match(place.text, place.at)
    return match and Reading(match.end(), _symbol(match))


def _ticker(place: Place) -> Reading | None:
    """ "(NASDAQ: AAPL)" and "Ethereum (ETH)" are spelled; "(NATO)" and "(COVID)" are not."""
    match = _TICKER.match(place.text, place.at)
    if match is None:
        return None
    listed = _LISTED.search(place.text, max(0, place.at - 22), place.at) is not None
    if listed or (match["symbol"] in _COINS and _QUOTED.search(place.text, max(0, place.at - 34), place.at)):
        return Reading(match.end(), _symbol(match))
    return None


def _named(place: Place) -> Reading | None:
    match = _SIGN.match(place.text, place.at)
    return match and Reading(match.end(), _NAMED[match.group()])


def _sharp(place: Place) -> Reading | None:
    match = _SHARP.match(place.text, place.at)
    return match and Reading(match.end(), f"{match['language']} {'sharp' if match['sign'] == '#' else 'plus plus'}")


def _dot_net(place: Place) -> Reading | None:
    """ "a .gov site", ".NET" """
    match = _DOT_NET.match(place.text, place.at)
    if match is None:
        return None
    name = match["name"].lower()
    return Reading(match.end(), f"dot {name.upper() if len(name) == 2 else name}")


def _symbol(match: re.Match[str]) -> str:
    share = f" {match['share']}" if match["share"] else ""
    return ".".join(match["symbol"]) + share


LETTER_RULES: Final[tuple[Rule, ...]] = (_pair, _ticker, _sharp)
OTHER_RULES: Final[tuple[Rule, ...]] = (_slash, _asterisk, _cashtag, _named, _dot_net)
