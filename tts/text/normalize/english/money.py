"""Amounts of money: "$3.5bn", "£1.20", "US$5 million", "€10-15m", "5¢", "450 €", "CHF 300", "$1/d"."""

import re
from typing import Final

from tts.text.normalize.english.currencies import CODE, LETTERED, ONE_SIGN, SIGN, Currency, currency
from tts.text.normalize.english.magnitudes import OF_MONEY, OF_MONEY_TOO, magnitude
from tts.text.normalize.english.numerals import NUMBER, cardinal, number, plural
from tts.text.normalize.english.rates import rate
from tts.text.normalize.english.surroundings import describes, noun_follows
from tts.text.normalize.spoken import Place, Reading, Rule

_AMOUNT: Final = rf"(?P<amount>{NUMBER}|\.\d{{1,4}}(?!\d))"
_BEFORE: Final = re.compile(
    rf"(?P<minus>[-−])?(?P<sign>{SIGN}|(?:{CODE})(?=\s?\d))\s?{_AMOUNT}"
    rf"(?:{OF_MONEY_TOO}(?:\s?[-–—]\s?(?P=sign)|-| - |\s?–\s?)(?P<upper>{NUMBER})(?!%))?{OF_MONEY}"
    r"(?P<plus>\+(?![\w+]))?"
)
_AFTER: Final = re.compile(
    rf"{_AMOUNT}(?:\s?[-–—]\s?(?P<upper>{NUMBER}))?{OF_MONEY}\s?(?P<sign>[{ONE_SIGN}]|\$(?![\w$]|[.,]\d)|(?:{CODE})(?!\w))"
)
_CENTS: Final = re.compile(rf"(?P<amount>{NUMBER})(?:p?\s?[-–]\s?(?P<upper>{NUMBER})(?=p))?(?P<sign>\s?¢|p(?!\w|\.\w))")
_HUNDREDS: Final = re.compile(rf"(?P<sign>{SIGN})(?P<amount>10{{2,3}}|10{{0,2}},000)s(?!\w)")
_NOTES: Final = re.compile(rf"(?P<sign>{SIGN})(?P<amount>[1-9]0?)s(?!\w)")
_ALONE: Final = re.compile(rf"(?P<sign>{LETTERED})(?![\w$]|\s?[.\d])")
_LINES: Final = frozenset(("144", "240", "360", "480", "576", "720", "1080"))  # "720p" is a picture's height
_ATTRIBUTE: Final = re.compile(
    r"(?:-(?P<each>an?|per)(?=-[a-z]))?-(?!plus)(?=[a-z]{1,12})|\s(?=(?:bill|note|coin|ticket|voucher)s?(?!\w))"
)


def _before(place: Place) -> Reading | None:
    match = _BEFORE.match(place.text, place.at)
    if match is None:
        return None
    reading = _priced(match, place)
    return reading._replace(spoken=f"minus {reading.spoken}") if match["minus"] else reading


def _after(place: Place) -> Reading | None:
    match = _AFTER.match(place.text, place.at)
    return match and _priced(match, place)


def _alone(place: Place) -> Reading | None:
    """ "the A$ fell" """
    match = _ALONE.match(place.text, place.at)
    return match and Reading(match.end(), currency(match["sign"]).one)


def _hundreds(place: Place) -> Reading | None:
    """ "$100s each", "a roll of $20s" """
    match = _HUNDREDS.match(place.text, place.at)
    if match:
        zeros = match["amount"].count("0")
        name = {2: "hundreds", 3: "thousands", 4: "tens of thousands"}.get(zeros, "hundreds of thousands")
        return Reading(match.end(), f"{name} of {currency(match['sign']).many}")
    match = _NOTES.match(place.text, place.at)
    return match and Reading(match.end(), plural(cardinal(int(match["amount"]))))


def _cents(place: Place) -> Reading | None:
    match = _CENTS.match(place.text, place.at)
    if match is None or (
        match["sign"] == "p" and (match["amount"] in _LINES or len(match["amount"].partition(".")[0]) > 3)
    ):
        return None
    one = match["amount"] == "1" or (match["sign"] != "p" and describes(place, match.end()))
    names = ("penny", "pence") if match["sign"] == "p" else ("cent", "cents")
    amounts = [number(amount, british=True) for amount in (match["amount"], match["upper"]) if amount]
    return Reading(match.end(), f"{' to '.join(amounts)} {names[not one or len(amounts) > 1]}")


def _priced(match: re.Match[str], place: Place) -> Reading:
    end, per = rate(place, match.end(), money=True)
    if match.groupdict().get("plus"):
        per = " plus"
    attribute = _ATTRIBUTE.match(place.text, end)
    if attribute and attribute["each"]:
        end, per = attribute.end("each"), f" {attribute['each']}"
    one = attribute is not None or _hyphenated(match, place) or describes(place, match.end())
    return Reading(end, _amounts(match, currency(match["sign"]), one=one, british=place.british) + per)


def _hyphenated(match: re.Match[str], place: Place) -> bool:
    """ "a £1.5-million home" """
    hyphen = bool(match["magnitude"]) and place.text[match.start("magnitude") - 1] == "-"
    return hyphen and noun_follows(place, match.end())


def _amounts(match: re.Match[str], of: Currency, *, one: bool, british: bool) -> str:
    found = match.groupdict()
    amounts = [amount for amount in (found["amount"], found.get("upper")) if amount]
    large = magnitude(found["magnitude"] or "")
    first = magnitude(found.get("first") or "")
    name = of.one if one else of.many
    if first and first != large:
        return f"{number(amounts[0])} {first} {of.many} to {number(amounts[1])} {large} {name}".replace("  ", " ")
    cents = any("." in amount for amount in amounts)
    if not large and (cents or (len(amounts) == 1 and not one)):
        # In a lone price the "and" would be heard before its cents.
        hundred_and = british or len(amounts) > 1 or not cents
        return " to ".join(_exact(amount, of, british=hundred_and) for amount in amounts)
    words = " to ".join(number(amount, british=british or not large) for amount in amounts)
    return " ".join(filter(None, [words, large, name]))


def _exact(amount: str, of: Currency, *, british: bool) -> str:
    """ "1.20" and "1.2" -> "one pound twenty pence"; more than two decimals are no pence, unless they are zeros."""
    whole, _, decimals = amount.replace(",", "").partition(".")
    decimals = decimals[:2].ljust(2, "0") + decimals[2:].rstrip("0")
    if int(decimals) and (len(decimals) > 2 or not of.hundredth):
        return f"{number(amount, british=british or len(decimals) > 2)} {of.many}"
    units, rest = int(whole or "0"), int(decimals)
    large = f"{number(whole or '0', british=british)} {of.one if units == 1 else of.many}"
    if not rest:
        return large
    small = f"{cardinal(rest)} {of.hundredth if rest == 1 else of.hundredths}"
    if units:
        return f"{large} {small}"
    whose = of.one.removesuffix("dollar") if of.one.endswith(" dollar") else ""  # "sixty-five US cents"
    return f"{cardinal(rest)} {whose}{small.rpartition(' ')[2]}"


RULES: Final[tuple[Rule, ...]] = (_before, _after, _cents)
LETTER_RULES: Final[tuple[Rule, ...]] = (_hundreds, _before, _alone)
