"""normalize(): walks through a text once, from word to word, and asks the rules for each."""

from collections.abc import Iterator
from typing import Final

from tts.text.normalize.gaps import GAP, WORD, pause_at_end, pause_between
from tts.text.normalize.rules import rules_for
from tts.text.normalize.spoken import Place, Reading, Rule, SpokenText, SpokenWord, first_reading

_NAMED_SYMBOLS: Final = frozenset("%&+=@°§×÷±$£€¥₹")
_ONE_BREATH: Final = 2  # words
_BRITISH: Final = ("en-gb", "en-ie", "en-au", "en-nz", "en-za", "en-in")


def normalize(text: str, language: str | None, first: Rule | None = None) -> SpokenText:
    """What is spoken for `text`, a sentence (or a few) of an article in `language` (BCP 47; None is English).

    `first` is asked at each word before any other rule.
    The spans index `text`. What stands between them is white space, punctuation or cannot be spoken.
    rules_for() says what is rewritten in which language; the engine reads the rest as it stands.
    No spoken word but one of `first` holds "[[", which Piper takes for raw phonemes.
    Linear in the length of `text`.
    """
    tag = (language or "en").lower().replace("_", "-")
    is_english = tag.split("-")[0] == "en"
    british = tag.startswith(_BRITISH)
    rules = rules_for(tag)

    found: list[tuple[int, Reading]] = []
    gaps: list[str] = []  # what follows each of them
    at = _after_gap(text, 0)
    while at < len(text):
        previous = text[found[-1][0] : found[-1][1].end] if found else ""
        reading = _read(Place(text, at, previous, british), first, rules)
        if reading and reading.spoken and is_english:
            reading = _with_possessive(reading, text)
        end = reading.end if reading else at + 1  # a character that opens nothing after all
        after = _after_gap(text, end)
        if reading and reading.spoken:
            found.append((at, reading))
            gaps.append(text[end:after])
        elif gaps:
            gaps[-1] += " " + text[end:after]  # passed over in silence, punctuation and all that it holds
        at = after
    return SpokenText(tuple(_with_pauses(text, found, _in_one_breath(text, found, gaps), is_english)))


def _read(place: Place, first: Rule | None, rules: tuple[Rule, ...]) -> Reading | None:
    wanted = first(place) if first else None
    if wanted is not None:
        return wanted
    reading = first_reading(rules, place)
    if reading is not None:
        return reading._replace(spoken=reading.spoken.replace("[[", "")) if "[[" in reading.spoken else reading
    word = WORD.match(place.text, place.at)
    if word is None:
        return None
    written = word.group()
    return Reading(word.end(), written if _speakable(written) else "")


def _with_possessive(reading: Reading, text: str) -> Reading:
    """ "Nov.'s" is November's: the ending belongs to what was read, unless that is in phonemes."""
    ending = text[reading.end : reading.end + 2]
    if ending not in ("'s", "’s") or text[reading.end + 2 : reading.end + 3].isalnum() or "[[" in reading.spoken:
        return reading
    return Reading(reading.end + 2, f"{reading.spoken}'s")


def _speakable(written: str) -> bool:
    """A word with a letter or digit in it, or one symbol that engines name; no rows of "=====", no lone accents."""
    return any(map(str.isalnum, written)) or written in _NAMED_SYMBOLS


def _after_gap(text: str, at: int) -> int:
    gap = GAP.match(text, at)
    return gap.end() if gap else at


def _in_one_breath(text: str, found: list[tuple[int, Reading]], gaps: list[str]) -> list[str]:
    """The gaps without brackets around one or two words, as they are said: "the (former) mayor" has no pause.

    A number in brackets says something again in other words: there the pause is wanted.
    """
    opened = -_ONE_BREATH - 1
    for index in range(len(gaps)):
        inside = found[opened + 1 : index + 1] if index - opened <= _ONE_BREATH else []
        short = sum(len(reading.spoken.split()) for _, reading in inside) <= _ONE_BREATH
        figures = any(text[at].isdigit() for start, reading in inside for at in range(start, reading.end))
        if ")" in gaps[index] and inside and short and not figures:
            gaps[opened] = gaps[opened].replace("(", " ")
            gaps[index] = gaps[index].replace(")", " ")
        if "(" in gaps[index]:
            opened = index
    return gaps


def _with_pauses(
    text: str, found: list[tuple[int, Reading]], gaps: list[str], is_english: bool
) -> Iterator[SpokenWord]:
    for index, ((start, reading), gap) in enumerate(zip(found, gaps, strict=True)):
        if index + 1 < len(found):
            mark = pause_between(gap, text[found[index + 1][0]], english=is_english)
        else:
            mark = pause_at_end(gap)
            if reading.dotted and mark not in ("!", "?"):
                mark = "."
        yield SpokenWord(start, reading.end, reading.spoken + mark)
