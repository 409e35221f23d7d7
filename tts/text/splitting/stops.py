"""Whether a full stop, a question mark or the like ends its sentence."""

import re
from typing import Final

from tts.text.splitting.anew import begins_anew, is_numbered
from tts.text.splitting.words import Words

_NEXT: Final = re.compile(r"(?P<marks>[^\w]{0,40}+)(?P<word>[^\W_](?:[\w’'\-]{0,30}\w)?[’']?)?")
_OPENING: Final = re.compile(r".*[(\[{\"“„«‘¿¡/]")
_BRACKET: Final = re.compile(r"[(\[][^()\[\]\n]{0,300}+[)\]](?P<behind>[\s\"'”’»]*+.?)", re.DOTALL)
_ENUMERATOR: Final = re.compile(r"[\s•‣◦⁃*\-–(]*(?:\d{1,3}|[^\W\d_]|[ivxIVX]{2,4})[.)]+\s*")
_TIME: Final = re.compile(r"[ap]\.m", re.IGNORECASE)
_AT_A_TIME: Final = re.compile(r"\W*(?:\w+\s+){0,2}[\d:.]+\s?[ap]\.m\.", re.IGNORECASE)
_DAY_OR_ZONE: Final = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:r|rs)?|fri|sat(?:ur)?|sun)(?:day)?|january|february|march|april|may|june|july"
    r"|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|oct|nov|dec"
    r"|eastern|central|mountain|pacific|gmt|utc|[cemp][sd]?t|bst|cet)(?![^\W_])",
    re.IGNORECASE,
)
_ROMAN: Final = re.compile(r"[IVX]{1,5}")
# Behind a full stop only what cannot open a sentence counts: “「はい。」と言った。”
_TO_SAY: Final = re.compile("[、，,；;：:]|と(?!き|こ|て|も|り)|って")
_SAID: Final = re.compile(rf"{_TO_SAY.pattern}|[^\W\d_]{{0,6}}?(?:说|說|道|问|問|喊|叫|答)")
# “Why?” Ann Lee asked.
_SPEAKER: Final = re.compile(
    r"(?:[^\W\d_a-z][\w.’'-]{0,30}\s){1,3}(?:said|says|asked|asks|replied|answered|cried|shouted|whispered|added|exclaimed)"
    r"(?=[.,;:]|\s(?:him|her|me|us|them|in|as|with|to|on|at|from|\w{2,20}ly)\b)"
)
_INSERTED: Final = re.compile(r"[(\[][^\W\d_a-z]\w*[)\]]")  # “(T)hey left.”, “[She] left.”
_VERSE: Final = re.compile(r"\s*\d+:\d")
_NUMBERED_PAST: Final = 12
_NUMBERED: Final = re.compile(r"(?<!\w)(?P<word>[^\W\d_]+)\.\s?\d+$")
_UNIT: Final = re.compile(r"\d\s?[a-z]$")  # “5 h.”
_PARTS: Final = re.compile(r"(?<![\w.])(?:\w{1,2}\.\s)+$")  # of an abbreviation with spaces in it
_PARTS_PAST: Final = 10
_INITIAL: Final = re.compile(r"(?:^|[.-])[^\W\d_\u2e80-\uffff]$")  # “J. Smith”, “U.S. Senate”
_IN_AN_ADDRESS: Final = re.compile(r"[./@:\\]")
_ENUMERATOR_LENGTH: Final = 16
_APOSTROPHES: Final = ("'", "’", "‘")
_PAST: Final = 60  # how far back a word is looked for


class Stop:
    """A candidate for the end of the sentence that begins at `begin`, before one that would begin at `end`."""

    def __init__(self, text: str, begin: int, match: re.Match[str], end: int, words: Words) -> None:
        self.text, self.begin, self.match, self.end, self.words = text, begin, match, end, words
        self.behind = text[max(begin, match.start() - _PAST) : match.start()]  # what is in front of the mark
        self.word = _last_word(self.behind)
        following = _NEXT.match(text, end)
        self.before: str = following["marks"] if following else ""  # brackets, quotes and the like
        self.next_word: str = (following and following["word"]) or ""

    @property
    def keys(self) -> frozenset[str]:
        """The word in small letters, and joined to what it is the last part of: "b" and "z.b" for "z. B."."""
        word = self.word.lower()
        if len(word) > 2:
            return frozenset((word,))
        stop = len(self.behind) - len(word)
        parts = _PARTS.search(self.behind, max(0, stop - _PARTS_PAST), stop)
        return frozenset((word, "".join(parts.group().split()).lower() + word)) if parts else frozenset((word,))

    @property
    def has_note(self) -> bool:
        """Whether a bare number behind the mark is taken for a footnote's."""
        return self.match["note"] is not None and self.end == self.match.end()

    @property
    def opens(self) -> bool:
        """Whether the next word is one that sentences open with: "The", "L’été"."""
        word = self.next_word
        capital = word[:1].isupper() or self.before[-1:] in _APOSTROPHES
        return capital and not (len(word) > 2 and word.isupper()) and self.is_opener

    @property
    def is_opener(self) -> bool:
        small, openers = self.next_word.lower(), self.words.openers
        if self.before[-1:] in _APOSTROPHES and "'" + small in openers:
            return True  # “'s Avonds”
        return small in openers or small[: small.find("’" if "’" in small else "'") + 1] in openers


def _last_word(text: str) -> str:
    """The word that ends a text, as far as white space, a bracket or a quote."""
    if not text or text[-1].isspace():
        return ""
    word = text.rsplit(maxsplit=1)[-1]
    return word if word.isalnum() else _OPENING.sub("", word)


def ends_sentence(stop: Stop) -> bool:
    """What surely goes on is told first, then what a word in front of a full stop says."""
    match = stop.match
    if match["marks"]:
        return not _goes_on(stop) and _marks_end(stop)
    if match["tight"]:
        return stop.opens and not _IN_AN_ADDRESS.search(stop.word)
    return bool(match["blank"]) or not (match["quoted"] and _quotation_goes_on(stop))


def _marks_end(stop: Stop) -> bool:
    marks = stop.match["marks"].replace(" ", "")
    if marks in ("...", "…"):  # whoever falters may go on with a capital anyhow
        return stop.next_word[:2] not in ("I", "I’", "I'")
    return marks != "." or _full_stop_ends(stop)


def _goes_on(stop: Stop) -> bool:
    text, match, word = stop.text, stop.match, stop.next_word
    before = stop.before[:1]
    if not word:
        return True  # what holds no letter is no sentence
    if text[match.start() - 1 : match.start()] in ("[", "(") and not match["marks"].strip(".…"):
        return not stop.opens  # “[...]” is an omission
    if before in ("(", "[") and not (word.islower() and _may_go_on(stop)):
        return _bracket_belongs(stop)
    if word.islower() and "\n" not in match["space"] and not stop.opens:
        return not _is_sloppy(stop)
    if match["closers"] and _is_attributed(stop):
        return True
    return stop.end - stop.begin < _ENUMERATOR_LENGTH and bool(_ENUMERATOR.fullmatch(text, stop.begin, stop.end))


def _is_attributed(stop: Stop) -> bool:
    """Whether it is told behind a quotation whose it was: “That is all.” — The mayor."""
    if stop.before[:1] in ("-", "–", "—"):
        return True
    return stop.match["marks"] != "." and not stop.opens and _SPEAKER.match(stop.text, stop.end) is not None


def _is_sloppy(stop: Stop) -> bool:
    """Whether the next sentence begins though with a small letter: "I like the archive. we find it useful"."""
    word = stop.word
    full_stop = stop.match["marks"] == "." and not stop.match["closers"]
    return full_stop and len(word) > 4 and word.isalpha() and stop.is_opener and not _may_go_on(stop)


def _quotation_goes_on(stop: Stop) -> bool:
    """“「はい！」と言った。”, ““好！”他说。”: the sentence that a quotation stands in goes on behind it."""
    return bool((_TO_SAY if stop.match["wide"] == "。" else _SAID).match(stop.text, stop.end))


def _bracket_belongs(stop: Stop) -> bool:
    """Whether a bracket behind the mark goes with what is before it: “Yes.” (Lee 55)., Lee et al. (2010)."""
    found = _BRACKET.match(stop.text, stop.end)
    if found is None or _INSERTED.match(stop.text, stop.end):
        return False
    behind = found["behind"].strip()[-1:]
    return behind.islower() or (behind in (".", ",", ";") and (bool(stop.match["closers"]) or _may_go_on(stop)))


def _full_stop_ends(stop: Stop) -> bool:
    """Sentences end behind any word but abbreviations, numerals and initials; behind those, before an opening word."""
    words, word, keys = stop.words, stop.word, stop.keys
    number = stop.next_word[:1].isdigit() or stop.has_note
    if _TIME.fullmatch(word):
        return _time_ends(stop)
    counts = keys & words.counting and (number or is_numbered(word, stop.next_word))
    if keys & words.leading or counts or (number and _VERSE.match(stop.text, stop.end)):
        return False
    trails = bool(keys & words.trailing)
    if stop.opens or (trails and number) or begins_anew(stop.behind, word, stop.text, stop.end, words):
        return True
    if word == "I" and not words.ordinals:
        return not _behind_name(stop)
    if trails or (words.ordinals and _is_ordinal(stop)):
        return False
    return not _INITIAL.search(word) or (word.islower() and (number or bool(_UNIT.search(stop.behind))))


def _is_ordinal(stop: Stop) -> bool:
    """“3. Mai”, “Karl V. Habsburg”, but not what is counted, “S. 12.”"""
    if not (stop.word.isdigit() and len(stop.word) <= 2):
        return _ROMAN.fullmatch(stop.word) is not None
    counted = _NUMBERED.search(stop.behind, max(0, len(stop.behind) - _NUMBERED_PAST))
    return counted is None or counted["word"].lower() not in stop.words.counting


def _may_go_on(stop: Stop) -> bool:
    """Whether the word in front of the mark may be an abbreviation."""
    words = stop.words
    return bool(stop.keys & (words.leading | words.counting | words.trailing)) or _INITIAL.search(stop.word) is not None


def _behind_name(stop: Stop) -> bool:
    before = stop.behind[: -len(stop.word)].split()
    return bool(before) and before[-1][:1].isupper()


def _time_ends(stop: Stop) -> bool:
    """A time goes with the day behind it, and opens a sentence that is hardly begun: "At 5 a.m. Mr. Lee ..."."""
    if _DAY_OR_ZONE.match(stop.next_word):
        return False
    return not _AT_A_TIME.fullmatch(stop.text, stop.begin, stop.match.start() + 1)
