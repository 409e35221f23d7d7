"""Numbers with what is counted, in a language other than English: "1.234,5", "-5", "5,5 %", "3,5 Mio. €", "$ 5"."""

import re
from typing import Final

from tts.text.normalize.languages import Language, Noun
from tts.text.normalize.languages.number_words import is_foreign, number, number_pattern, parts
from tts.text.normalize.spoken import Place, Reading, Rule

_SPACE: Final = "[ \u00a0\u202f\u2009]"
_SIGN: Final = "(?P<sign>[-−+])?"
# A number that goes on so is a date, a time, a version, part of a word: espeak reads it.
_GOES_ON: Final = re.compile(r"\w|[.,:/'’][0-9]|[-–—‑]\w|[ \u00a0\u202f]?[%‰°€$£¥]")
_DASHES: Final = ("–", "—")


def amount_rules(language: Language) -> tuple[Rule, ...]:
    """The rules that read numbers; those with nothing but digits are left to espeak, years above all."""
    count = number_pattern(language)
    upper = rf"(?:{_SPACE}?(?P<dash>[-–—]){_SPACE}?(?P<upper>{count}))?"
    magnitude = rf"(?:{_SPACE}?(?P<magnitude>{_written(language.magnitudes)}))?" if language.magnitudes else ""
    of = rf"(?:(?:{language.of} |{language.elided or language.of}))?" if language.of else ""
    counted = {**language.units, **language.money}
    noun = rf"(?:{_SPACE}?{of}(?P<noun>{_written(counted)}))?" if counted else ""
    after = re.compile(_SIGN + rf"(?P<amount>{count})" + upper + magnitude + noun)

    def money_first(place: Place) -> Reading | None:
        match = before.match(place.text, place.at)
        return match and _reading(match, place, language)

    def money_or_unit_last(place: Place) -> Reading | None:
        match = after.match(place.text, place.at)
        return match and _reading(match, place, language)

    if not language.money:
        return (money_or_unit_last,)
    before = re.compile(
        _SIGN + rf"(?P<noun>{_written(language.money)}){_SPACE}?(?P<amount>{count})" + upper + magnitude
    )
    return (money_first, money_or_unit_last)


def _written(table: dict[str, Noun]) -> str:
    """A pattern for the signs of a table, longest first."""
    return "|".join(_sign_pattern(sign) for sign in sorted(table, key=len, reverse=True))


def _sign_pattern(sign: str) -> str:
    if sign.endswith("."):
        return re.escape(sign[:-1]) + r"(?:\.|(?!\w))"
    if sign == "%":
        return r"%(?!-?\w)"
    return re.escape(sign) + (r"(?![\w'’])" if sign[-1].isalnum() or sign == "°" else "")


def _reading(match: re.Match[str], place: Place, language: Language) -> Reading | None:
    found = match.groupdict()
    noun = _entry(found.get("noun"), {**language.units, **language.money})
    magnitude = _entry(found.get("magnitude"), language.magnitudes)
    counted = magnitude or noun
    if counted is None and _GOES_ON.match(place.text, match.end()):
        return None
    if len(found.get("magnitude") or "") == 1 and noun is None:
        return None  # "M" is a million in front of money only
    if " " in found["amount"] and (place.previous[-1:].isdigit() or place.previous.lower().startswith("tel")):
        return None  # a telephone number
    spoken = _counted(found, language, counted) if counted else _bare(found, language)
    if spoken is None:
        return None
    if noun and not magnitude and (money := _with_cents(found, language, noun)):
        spoken = money
    elif magnitude and noun:
        spoken = f"{spoken} {_linked(noun.of_many, language)}"
    return Reading(match.end(), spoken, dotted=match.group().endswith("."))


def _counted(found: dict[str, str | None], language: Language, counted: Noun) -> str:
    """The number, or both ends of a range, and the noun in the form that it takes behind them."""
    lower, upper = found["amount"] or "", found["upper"]
    words = [_sign(found["sign"], language), number(lower, language, counted.gender)]
    if upper:
        words += [language.to, number(upper, language, counted.gender)]
    whole, decimals = parts(upper or lower, language)
    words.append(counted.forms[min(language.plural(whole, bool(decimals)), len(counted.forms) - 1)])
    return _joined(words)


def _bare(found: dict[str, str | None], language: Language) -> str | None:
    """A number of nothing: read only where espeak would go wrong."""
    lower, upper, sign = found["amount"] or "", found["upper"], found["sign"]
    if is_foreign(lower, language) or sign == "+":
        return None
    if upper:
        rises = parts(lower, language) < parts(upper, language)
        if found["dash"] not in _DASHES or not rises or not language.to or sign:
            return None
        return f"{_unless_plain(lower, language)} {language.to} {_unless_plain(upper, language)}"
    if sign and not language.minus:
        return None
    if sign or language.spelled or not lower.isdigit():
        return _joined([_sign(sign, language), number(lower, language)])
    return None


def _unless_plain(written: str, language: Language) -> str:
    return written if written.isdigit() else number(written, language)


def _with_cents(found: dict[str, str | None], language: Language, noun: Noun) -> str | None:
    """ "3,50 €" -> "drei Euro fünfzig"; None for other amounts."""
    whole, decimals = parts(found["amount"] or "", language)
    if found["upper"] or len(decimals) != 2 or whole == 0 or noun not in language.money.values():
        return None
    euros = _counted({**found, "amount": str(whole)}, language, noun)
    if decimals == "00":
        return euros
    return _joined([euros, language.cents, number(str(int(decimals)), language)])


def _sign(sign: str | None, language: Language) -> str:
    if not sign:
        return ""
    return language.plus if sign == "+" else language.minus or "-"


def _linked(noun: str, language: Language) -> str:
    """ "de dollars", "d’euros" """
    if language.elided and noun[0] in "aeiouéè":
        return language.elided + noun
    return f"{language.of} {noun}".strip()


def _joined(words: list[str]) -> str:
    return " ".join(filter(None, words)).replace("- ", "-")


def _entry(written: str | None, table: dict[str, Noun]) -> Noun | None:
    if written is None:
        return None
    return table.get(written) or table.get(written + ".") or table.get(written.removesuffix("."))
