"""Amounts of money: "$3.5bn", "£1.20", "US$5 million", "€10-15m", "5¢", "450 €"."""

import re
from typing import Final, NamedTuple

from tts.text.normalize.numerals import NUMBER, cardinal, number
from tts.text.normalize.spoken import Place, Reading, Rule

MAGNITUDES: Final = {
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "mm": "million",
    "mln": "million",
    "b": "billion",
    "bn": "billion",
    "bln": "billion",
    "t": "trillion",
    "tn": "trillion",
    "trn": "trillion",
}


class _Currency(NamedTuple):
    one: str
    many: str
    hundredth: str = "cent"
    hundredths: str = "cents"


_CURRENCIES: Final = {
    "$": _Currency("dollar", "dollars"),
    "US$": _Currency("US dollar", "US dollars"),
    "A$": _Currency("Australian dollar", "Australian dollars"),
    "AU$": _Currency("Australian dollar", "Australian dollars"),
    "C$": _Currency("Canadian dollar", "Canadian dollars"),
    "CA$": _Currency("Canadian dollar", "Canadian dollars"),
    "NZ$": _Currency("New Zealand dollar", "New Zealand dollars"),
    "HK$": _Currency("Hong Kong dollar", "Hong Kong dollars"),
    "S$": _Currency("Singapore dollar", "Singapore dollars"),
    "R$": _Currency("real", "reais"),
    "£": _Currency("pound", "pounds", "penny", "pence"),
    "€": _Currency("euro", "euros"),
    "¥": _Currency("yen", "yen"),
    "₹": _Currency("rupee", "rupees", "paisa", "paise"),
    "₩": _Currency("won", "won"),
    "₽": _Currency("ruble", "rubles", "kopek", "kopeks"),
    "₿": _Currency("bitcoin", "bitcoins"),
    "₪": _Currency("shekel", "shekels"),
    "₺": _Currency("lira", "liras"),
    "₦": _Currency("naira", "naira"),
}
_SIGN: Final = r"(?P<sign>(?:US|AU|CA|NZ|HK|[ACSR])?\$|[£€¥₹₩₽₿₪₺₦])"
_MAGNITUDE: Final = (
    r"(?:[ -]?(?P<magnitude>hundred|thousand|million|billion|trillion|mln|trn|bn|mn|mm|tn|[kmbt])(?!\w))?"
)
_BEFORE: Final = re.compile(
    rf"(?P<minus>[-−])?{_SIGN}\s?(?P<amount>{NUMBER}|\.\d{{1,4}})"
    rf"(?:\s?[-–—]\s?(?P=sign)?(?P<upper>{NUMBER}))?{_MAGNITUDE}",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(rf"(?P<amount>{NUMBER}){_MAGNITUDE}\s?(?P<sign>[€£¥₹₩₽₿₪₺₦¢])", re.IGNORECASE)


def _before(place: Place) -> Reading | None:
    match = _BEFORE.match(place.text, place.at)
    if match is None or match["sign"].upper() not in _CURRENCIES:
        return None
    currency = _CURRENCIES[match["sign"].upper()]
    spoken = _amounts(match, currency, place)
    return Reading(match.end(), f"minus {spoken}" if match["minus"] else spoken)


def _after(place: Place) -> Reading | None:
    match = _AFTER.match(place.text, place.at)
    if match is None:
        return None
    if match["sign"] == "¢":
        amount = number(match["amount"], british=place.british)
        return Reading(match.end(), f"{amount} {'cent' if amount == 'one' else 'cents'}")
    return Reading(match.end(), _amounts(match, _CURRENCIES[match["sign"]], place))


def _amounts(match: re.Match[str], currency: _Currency, place: Place) -> str:
    found = match.groupdict()
    amounts = [amount for amount in (found["amount"], found.get("upper")) if amount]
    magnitude = (found["magnitude"] or "").lower()
    if not magnitude and (len(amounts) == 1 or any("." in amount for amount in amounts)):
        return " to ".join(_exact(amount, currency, british=place.british) for amount in amounts)
    words = " to ".join(number(amount, british=place.british) for amount in amounts)
    # "a $5 million deal" is a five million dollar deal
    describes = place.previous.lower() in ("a", "an") and place.text[match.end() : match.end() + 1] == " "
    name = currency.one if describes else currency.many
    return " ".join(filter(None, [words, MAGNITUDES.get(magnitude, magnitude), name]))


def _exact(amount: str, currency: _Currency, *, british: bool) -> str:
    """Two decimals are hundredths: "1.20" -> "one pound and twenty pence"; any other number of them is not."""
    whole, _, decimals = amount.replace(",", "").partition(".")
    units = int(whole or "0")
    if decimals and len(decimals) != 2:
        return f"{number(amount, british=british)} {currency.many}"
    large = f"{number(whole or '0', british=british)} {currency.one if units == 1 else currency.many}"
    if not decimals or int(decimals) == 0:
        return large
    rest = int(decimals)
    small = f"{cardinal(rest)} {currency.hundredth if rest == 1 else currency.hundredths}"
    return f"{large} and {small}" if units else small


RULES: Final[tuple[Rule, ...]] = (_before, _after)
