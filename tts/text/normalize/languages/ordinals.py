"""Ordinals and days of the month, each in the way of its language: "3. Mai", "XIXe", "3.º", "2de", "3 мая"."""

import re
from types import MappingProxyType
from typing import Final

from tts.text.normalize.languages.number_words import ordinal
from tts.text.normalize.spoken import Place, Reading, Rule

_GERMAN_MONTHS: Final = (
    "Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|Jan\.|Feb\.|Apr\.|Aug\.|Sept?\.|Okt\.|Nov\.|Dez\."
)
_GERMAN: Final = re.compile(
    r"(?:(?P<day>[1-9][0-9]?)|(?P<roman>[IVX]{1,5}))(?P<stop>\.)"
    "(?:[ \u00a0\u202f](?=(?:(?P<noun>"
    rf"(?P<f>Runde|Minute|Klasse|Liga|Auflage|Etage|Woche|Sitzung|Staffel|Generation|Legislaturperiode)"
    rf"|(?P<n>Jahrhunderts?|Mal|Kapitel|Lebensjahr|Quartal)"
    rf"|{_GERMAN_MONTHS}|Weltkriegs?|Platz|Rang|Tag|Stock|Geburtstag|Spieltag|Bezirk|FC|Weltkrieges)(?!\w)"
    rf"|(?:bis|und|oder|auf)(?: den| zum)? [1-9][0-9]?\. (?:{_GERMAN_MONTHS})))"
    rf"|[ ]?(?:(?P<dash>[-–])|/)(?=[ ]?[1-9][0-9]?\. (?:{_GERMAN_MONTHS})))"
)
_RANGE_BEFORE: Final = re.compile(r"(\w{1,10}) [1-9][0-9]?\.[ ]?[-–/][ ]?$")
_GERMAN_STRONG: Final = frozenset(("der", "die", "das", "dieser", "diese", "dieses", "jeder", "jede", "jedes"))
# fmt: off
_GERMAN_WEAK: Final = frozenset((
    "am", "im", "vom", "zum", "beim", "dem", "den", "des", "ab", "bis", "seit", "zur", "einem", "einer",
    "einen", "und", "oder", "auf", "ihrem", "seinem", "ihren", "seinen",
))
# fmt: on
_FRENCH: Final = re.compile(
    r"(?:(?P<number>[1-9][0-9]{0,2})(?P<end>ères?|res?|ers?|èmes?|ièmes?|es?|nde?s?)"
    r"|(?P<roman>[IVX]{1,6})(?P<ending>ères?|res?|ers?|èmes?|es?))(?!\w)"
)
_SPANISH: Final = re.compile(r"(?P<number>1?[0-9]|20)(?:\.?(?P<er>er)|\.(?P<end>[ºª°oa]))(?![\w])")
_PORTUGUESE: Final = re.compile(r"(?P<number>[1-9][0-9]?)\.(?P<end>[ºª])(?!\w)")
_DUTCH: Final = re.compile(r"(?P<number>[1-9][0-9]{0,2})(?:e|de|ste)(?!\w)")
_DAY: Final = "(?P<day>[1-9]|[12][0-9]|3[01])[ \u00a0\u202f]"
_RUSSIAN_DAY: Final = re.compile(
    rf"{_DAY}(?=(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)(?!\w))"
)
_UKRAINIAN_DAY: Final = re.compile(
    rf"{_DAY}(?=(?:січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня)(?!\w))"
)
_POLISH_DAY: Final = re.compile(
    rf"{_DAY}(?=(?:stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada"
    r"|grudnia)(?!\w))"
)
_RUSSIAN_YEAR: Final = re.compile("(?P<year>1[0-9]{3}|20[0-9]{2})[ \u00a0\u202f](?P<noun>год(?:а|у|ом|е)?(?!\\w)|г\\.)")
_RUSSIAN_CASES: Final = {"год": "n", "года": "g", "году": "p", "годе": "p", "годом": "i"}
_POLISH_YEAR: Final = re.compile("(?P<year>1[0-9]{3}|20[0-9]{2})(?=[ \u00a0\u202f](?:roku(?!\\w)|r\\.))")
_UKRAINIAN_YEAR: Final = re.compile(
    "(?P<year>1[0-9]{3}|20[0-9]{2})[ \u00a0\u202f](?P<noun>(?:року|році|рік)(?!\\w)|р\\.)"
)
_ROMAN: Final = {"I": 1, "V": 5, "X": 10}


def _german(place: Place) -> Reading | None:
    """Only where the noun or the month says that "3." is no end of a sentence."""
    match = _GERMAN.match(place.text, place.at)
    value = _roman(match["roman"]) if match and match["roman"] else int(match["day"]) if match else None
    spoken = ordinal(value, "de") if value else None
    if match is None or spoken is None:
        return None
    earlier = _RANGE_BEFORE.search(place.text[max(0, place.at - 20) : place.at])
    before = (earlier[1] if earlier else place.previous).lower()
    if before in _GERMAN_WEAK or (before == "der" and match["f"]):
        spoken += "n"
    elif before not in _GERMAN_STRONG and not match["f"]:
        spoken += "s" if match["n"] else "r"
    return Reading(match.end("stop"), spoken + (" bis" if match["dash"] else ""))


def _french(place: Place) -> Reading | None:
    match = _FRENCH.match(place.text, place.at)
    if match is None:
        return None
    value = int(match["number"]) if match["number"] else _roman(match["roman"])
    end = match["end"] or match["ending"]
    if value is None or (value != 1 and end[0] in "rè" and not end.startswith("ème")):
        return None
    if value == 1 and end[0] in "erè" and end not in ("e", "es") and not end.startswith("ème"):
        feminine = end[0] != "e"
        spoken = "première" if feminine else "premier"
    elif end.startswith("nd"):
        if value != 2:
            return None
        spoken = "seconde" if end.startswith("nde") else "second"
    else:
        spoken = ordinal(value, "fr") or ""
    return Reading(match.end(), spoken + ("s" if end.endswith("s") else "")) if spoken else None


def _spanish(place: Place) -> Reading | None:
    match = _SPANISH.match(place.text, place.at)
    spoken = ordinal(int(match["number"]), "es") if match and int(match["number"]) else None
    if match is None or spoken is None:
        return None
    if match["er"]:  # "1.er", "tercer": in front of a masculine noun
        return Reading(match.end(), spoken.removesuffix("o")) if spoken.endswith(("primero", "tercero")) else None
    return Reading(match.end(), _feminine(spoken) if match["end"] in "ªa" else spoken)


def _portuguese(place: Place) -> Reading | None:
    match = _PORTUGUESE.match(place.text, place.at)
    spoken = ordinal(int(match["number"]), "pt") if match else None
    if match is None or spoken is None:
        return None
    return Reading(match.end(), _feminine(spoken) if match["end"] == "ª" else spoken)


def _dutch(place: Place) -> Reading | None:
    match = _DUTCH.match(place.text, place.at)
    spoken = ordinal(int(match["number"]), "nl") if match else None
    return Reading(match.end(), spoken) if match and spoken else None


def _russian_day(place: Place) -> Reading | None:
    match = _RUSSIAN_DAY.match(place.text, place.at)
    spoken = ordinal(int(match["day"]), "ru", case="g") if match else None
    return Reading(match.end("day"), spoken) if match and spoken else None


def _russian_year(place: Place) -> Reading | None:
    """The year is an ordinal in the case of "год"; "г." stands for "году" behind "в"."""
    match = _RUSSIAN_YEAR.match(place.text, place.at)
    if match is None:
        return None
    short = match["noun"] == "г."
    noun = match["noun"] if not short else "году" if place.previous.lower() in ("в", "во") else "года"
    spoken = ordinal(int(match["year"]), "ru", case=_RUSSIAN_CASES[noun])
    return Reading(match.end(), f"{spoken} {noun}", dotted=short) if spoken else None


def _ukrainian_day(place: Place) -> Reading | None:
    match = _UKRAINIAN_DAY.match(place.text, place.at)
    spoken = ordinal(int(match["day"]), "uk") if match else None
    if match is None or spoken is None:
        return None
    return Reading(match.end("day"), _declined(spoken, "ого"))


def _ukrainian_year(place: Place) -> Reading | None:
    match = _UKRAINIAN_YEAR.match(place.text, place.at)
    spoken = ordinal(int(match["year"]), "uk") if match else None
    if match is None or spoken is None:
        return None
    short = match["noun"] == "р."
    noun = match["noun"] if not short else "році" if place.previous.lower() in ("у", "в") else "року"
    if noun != "рік":
        spoken = _declined(spoken, "ому" if noun == "році" else "ого")
    return Reading(match.end(), f"{spoken.removeprefix('одна ')} {noun}", dotted=short)


def _declined(ordinal_words: str, ending: str) -> str:
    """ "третій" -> "третього", "перший" -> "першого" """
    return ordinal_words[:-2] + ("ь" + ending if ordinal_words.endswith("ій") else ending)


def _polish(place: Place) -> Reading | None:
    """A day in front of its month, a year in front of "roku": each adjective of the ordinal takes the case."""
    match = _POLISH_DAY.match(place.text, place.at) or _POLISH_YEAR.match(place.text, place.at)
    spoken = ordinal(int(match[1]), "pl") if match else None
    if match is None or spoken is None:
        return None
    hard, soft = ("ym", "m") if place.previous.lower() in ("w", "we") else ("ego", "ego")  # "in the year", "of"
    words = [word[:-1] + hard if word.endswith("y") else word for word in spoken.split()]
    if words[-1].endswith("i"):
        words[-1] += soft
    return Reading(match.end(1), " ".join(words))


def _feminine(words: str) -> str:
    return " ".join(word.removesuffix("o") + "a" if word.endswith("o") else word for word in words.split())


def _roman(numeral: str) -> int | None:
    """The value of a numeral of I, V and X; None where nobody would write it so."""
    values = [_ROMAN[letter] for letter in numeral]
    total = sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))
    return total if re.fullmatch("X{0,3}(?:IX|IV|V?I{0,3})", numeral) and total else None


ORDINAL_RULES: Final = MappingProxyType[str, tuple[Rule, ...]](
    {
        "de": (_german,),
        "fr": (_french,),
        "es": (_spanish,),
        "pt": (_portuguese,),
        "nl": (_dutch,),
        "pl": (_polish,),
        "ru": (_russian_day, _russian_year),
        "uk": (_ukrainian_day, _ukrainian_year),
    }
)
