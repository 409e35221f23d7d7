"""How an entry is spoken where it was found: with the ending that follows it and the elision before it."""

from typing import Final

from tts.text.lexicon.entry import LexiconEntry
from tts.text.lexicon.ipa import english_ending, raw_phonemes
from tts.text.normalize.spoken import Reading

_STOPS: Final = ".!?…。！？"
# Words that French, Italian and Catalan shorten in front of a vowel, and how they sound.
_ELISIONS: Final = {
    **{"l": "l", "d": "d", "j": "ʒ", "m": "m", "t": "t", "s": "s", "n": "n", "c": "s", "qu": "k"},
    **{"jusqu": "ʒysk", "lorsqu": "lɔʁsk", "puisqu": "pɥisk", "dell": "del", "all": "al", "dall": "dal"},
    **{"nell": "nel", "sull": "sul", "un": "un"},
}


def spoken_for(text: str, entry: LexiconEntry, end: int, ending: str, before: str = "") -> Reading:
    """The reading of `entry`, whose `ending` in the text ends at `end`; `before` is elided in front of it."""
    written_end = end - len(ending)
    dotted = not ending and text[written_end - 1] in _STOPS  # it may have ended the sentence too
    if entry.ipa is None:
        # The pause, if there is one, is put there by what follows in the text.
        spoken = (entry.spoken or "").rstrip(" .,;:!?…")
        return Reading(end, before + spoken + ending, dotted)
    ipa = _ELISIONS.get(before[:-1].casefold(), "") + entry.ipa
    letters = ending[1:].casefold()
    sounds = english_ending(entry.ipa, letters) if letters else ""
    if sounds is None:
        return Reading(end, raw_phonemes(ipa) + letters, dotted)
    return Reading(end, raw_phonemes(ipa + sounds), dotted)


def elided(text: str, before: str, entry: LexiconEntry, end: int, ending: str) -> Reading | None:
    """The reading of `before`, an apostrophe and the entry; None where `before` is no shortened word."""
    if before.casefold() not in _ELISIONS:
        return None
    return spoken_for(text, entry, end, ending, f"{before}'")
