"""Numbers by themselves: "#1", "~40", "300k", "5m people", "-2", ".305", "100th", "1000s", and codes like 45190."""

import re
from typing import Final

from tts.text.normalize.english.counts import AMOUNT, spoken_count
from tts.text.normalize.english.magnitudes import ATTACHED, MAGNITUDE
from tts.text.normalize.english.numerals import NUMBER, cardinal, digits, number, ordinal
from tts.text.normalize.english.surroundings import plural_follows, stands_alone
from tts.text.normalize.spoken import Place, Reading, Rule

_NUMBER_SIGN: Final = re.compile(rf"#\s?(?P<number>{NUMBER})(?!\w)")
_SCALED: Final = re.compile(rf"{AMOUNT}{ATTACHED}")
_NEGATIVE: Final = re.compile(rf"[-−](?P<amount>{NUMBER}|\.\d{{1,15}})(?![\w-]|[,.]\d)")
_LEADING_POINT: Final = re.compile(r"\.\d{1,15}(?!\w)")
_ABOUT: Final = re.compile(r"[~≈]\s?(?=[\d$£€])")
_ORDINAL: Final = re.compile(r"(?P<number>\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?P<suffix>st|nd|rd|th|ST|ND|RD|TH)(?!\w)")
_THIN: Final = "\u00a0\u2009\u202f"  # spaces that do not break
_GROUPED: Final = re.compile(
    rf"(?P<head>\d{{1,3}})(?:(?: \d{{3}}){{2,4}}| 000|(?:[{_THIN}]\d{{3}}){{1,4}})(?![\d-]|[.,]\d|[ {_THIN}]\d)"
)
_MANY: Final = re.compile(r"(?P<number>10{2,3}|10{1,2},000)['’]?s(?!\w)")
_RATIO: Final = re.compile(r"(?P<first>\d{1,3}(?:,\d{3}){1,2}|\d{1,4}):(?P<second>\d{1,4})(?![\w:]|[.,]\d)")
_SCREENS: Final = frozenset(("16:9", "9:16", "16:10", "21:9", "32:9"))
_WHOLE: Final = re.compile(r"\d{3,15}(?![\w,.:/'’%°-]*\w)")
_AFTER_WORD: Final = re.compile(r"\s[a-z]")
_SHORT_PLUS: Final = re.compile(rf"{AMOUNT}{ATTACHED}\+(?!\s?[\d+]|\w)")
_PLUS: Final = re.compile(rf"{AMOUNT}{MAGNITUDE}\+(?!\s?[\d+]|\w)")


def _number_sign(place: Place) -> Reading | None:
    match = _NUMBER_SIGN.match(place.text, place.at)
    return match and Reading(match.end(), f"number {number(match['number'], british=place.british)}")


def _scaled(place: Place) -> Reading | None:
    """ "300k", "1.2M", "8bn"; short ones like "4K", "10k" or "3b" are names unless as many are counted.

    Asked after what is measured in meters.
    """
    match = _SCALED.match(place.text, place.at)
    if match is None:
        return None
    long = len(match["magnitude"]) > 1 or len(match["amount"]) > 2
    if not (long or match["magnitude"] in "mM" or plural_follows(place, match.end())):
        return None
    return Reading(match.end(), spoken_count(match, british=place.british))


def _signed(place: Place) -> Reading | None:
    match = _NEGATIVE.match(place.text, place.at)
    if match:
        return Reading(match.end(), f"minus {number(match['amount'], british=place.british)}")
    match = _LEADING_POINT.match(place.text, place.at)
    return match and Reading(match.end(), number(match.group()))


def _about(place: Place) -> Reading | None:
    match = _ABOUT.match(place.text, place.at)
    return match and Reading(match.end(), "about")


def _ordinal(place: Place) -> Reading | None:
    """Engines miss "100th" and "0th", and read "1th" as the first; they are right about the others."""
    match = _ORDINAL.match(place.text, place.at)
    if match is None:
        return None
    value, suffix = int(match["number"].replace(",", "")), match["suffix"].lower()
    if ordinal(value)[-2:] != suffix:
        return Reading(match.end(), f"{cardinal(value)} {suffix}")
    return Reading(match.end(), ordinal(value, british=place.british)) if value % 100 == 0 else None


def _grouped(place: Place) -> Reading | None:
    """ "1 000 000", as the French and the physicists write it."""
    match = _GROUPED.match(place.text, place.at)
    if match is None or match["head"].startswith("0"):
        return None
    return Reading(match.end(), cardinal(int("".join(match.group().split())), british=place.british))


def _many(place: Place) -> Reading | None:
    match = _MANY.match(place.text, place.at)
    if match is None:
        return None
    return Reading(match.end(), {3: "hundreds", 4: "thousands"}.get(len(match["number"]), "tens of thousands"))


def _ratio(place: Place) -> Reading | None:
    """What is no time: "10:1", "16:9"; "Isaiah 40:31" is a verse."""
    match = _RATIO.match(place.text, place.at)
    if match is None or match["second"].startswith("0"):
        return None
    if match.group() in _SCREENS:
        return Reading(match.end(), f"{number(match['first'])} by {number(match['second'])}")
    verse = len(match["second"]) > 1 and place.previous[:1].isupper()
    return Reading(match.end(), f"{number(match['first'])} {'' if verse else 'to '}{number(match['second'])}")


def _whole(place: Place) -> Reading | None:
    """A number alone, and one of five digits or more without a comma, which is a code unless something is counted."""
    match = _WHOLE.match(place.text, place.at)
    if match is None or match.group().startswith("0"):
        return None
    written = match.group()
    if len(written) > 4 and not written.endswith("00") and not _AFTER_WORD.match(place.text, match.end()):
        return Reading(match.end(), digits(written))
    alone = len(written) == 3 and stands_alone(place, match.end())
    return Reading(match.end(), cardinal(int(written), british=True)) if alone else None


def _plus(place: Place) -> Reading | None:
    """ "3,000+ theaters", "5m+ pensioners" """
    match = _PLUS.match(place.text, place.at) or _SHORT_PLUS.match(place.text, place.at)
    return match and Reading(match.end(), f"{spoken_count(match, british=True)} plus")


FIRST_RULES: Final[tuple[Rule, ...]] = (_grouped,)
RULES: Final[tuple[Rule, ...]] = (*(_plus, _ordinal, _many, _scaled, _number_sign, _signed, _about, _ratio, _whole),)
