"""One pronunciation: what is written and how it is spoken."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tts.errors import InvalidEntry
from tts.text.lexicon.ipa import clean_ipa, has_sound, unknown_ipa

MAX_WRITTEN: Final = 100
MAX_SPOKEN: Final = 200
_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,4}", re.IGNORECASE)
_NOT_TEXT: Final = frozenset(("Cc", "Cs", "Zl", "Zp"))  # also what a database refuses


class Match(StrEnum):
    """Where `written` is found in a text."""

    WORD = "word"  # as a whole word or words; 's and the like may follow
    EXACT = "exact"  # these characters between white space or punctuation: .NET, C++, Yahoo!
    PREFIX = "prefix"  # at the beginning of a word, the rest of which is kept


@dataclass(frozen=True)
class LexiconEntry:
    """A pronunciation, tidied: white space around and between words, and slashes around `ipa`, are taken away.

    Exactly one of `spoken` (letters, at most 200) and `ipa` (at most 200) says how `written` (at most 100) is
    spoken. `language` is a BCP 47 tag and stands for its regions too; None is every language.
    Raises InvalidEntry.
    """

    written: str
    spoken: str | None = None
    ipa: str | None = None
    match: Match = Match.WORD
    case_sensitive: bool = False
    language: str | None = None

    def __post_init__(self) -> None:
        self._put("written", _line("written", self.written, MAX_WRITTEN))
        self._put("spoken", _line("spoken", self.spoken, MAX_SPOKEN) if self.spoken else None)
        self._put("ipa", _ipa(self.ipa) if self.ipa else None)
        self._put("match", match_named(self.match))
        self._put("language", _language(self.language) if self.language else None)
        if (self.spoken is None) == (self.ipa is None):
            found = "both are" if self.spoken else "neither is"
            raise InvalidEntry(f"Give either spoken or ipa for {self.written!r}; {found} here.")
        if self.spoken and "[[" in self.spoken:
            raise InvalidEntry("spoken must not contain [[: write phonemes into ipa instead.")
        if self.ipa and self.match is Match.PREFIX:
            raise InvalidEntry(
                "A prefix cannot be given as ipa: the rest of the word is spelled in letters, which cannot follow "
                "phonemes. Use spoken, or match the whole word."
            )

    def _put(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)  # a frozen dataclass has no other way to tidy its fields


def _line(name: str, value: str, limit: int) -> str:
    """One line of text with single spaces."""
    text = unicodedata.normalize("NFC", value.strip())
    if any(unicodedata.category(c) in _NOT_TEXT for c in text):
        raise InvalidEntry(f"{name} must be one line without control characters: take them out.")
    text = " ".join(text.split())
    if len(text) > limit:
        raise InvalidEntry(f"{name} has {len(text)} characters: at most {limit} are allowed, shorten it.")
    if not any(map(str.isalnum, text)):
        raise InvalidEntry(f"{name} is {text!r}: it needs at least one letter or digit.")
    return text


def _ipa(value: str) -> str:
    ipa = clean_ipa(value)
    if len(ipa) > MAX_SPOKEN:
        raise InvalidEntry(f"ipa has {len(ipa)} characters: at most {MAX_SPOKEN} are allowed, shorten it.")
    unknown = unknown_ipa(ipa)
    if unknown:
        shown = " ".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in unknown[:10])
        raise InvalidEntry(
            f"ipa has characters that voices cannot speak: {shown}. Use the letters of the phonetic alphabet, "
            "ˈ ˌ for stress, ː for length and digits for tones."
        )
    if not has_sound(ipa):
        raise InvalidEntry(f"ipa is {value!r}: it needs at least one sound.")
    return ipa


def match_named(value: str) -> Match:
    """Raises InvalidEntry, which names those there are."""
    try:
        return Match(value)
    except ValueError as error:
        raise InvalidEntry(f"match is {value!r}: use one of {', '.join(Match)}.") from error


def _language(value: str) -> str:
    tag = value.strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        raise InvalidEntry(f"language is {value!r}: use a tag such as en or en-GB, or leave it out for all.")
    return tag
