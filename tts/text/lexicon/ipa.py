"""The phonetic alphabet as Piper's voices know it."""

import unicodedata
from typing import Final

# The sounds and marks in the phoneme table that Piper's voices share (piper.phoneme_ids), less punctuation.
_SOUNDS: Final = frozenset(
    "abcdefghijklmnopqrstuvwxyzæçðøħŋœǀǁǂǃɐɑɒɓɔɕɖɗɘəɚɛɜɝɞɟɠɡɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʘʙʛʜʝʟʡʢʦβθχεᵻⱱ"
)
_MARKS: Final = frozenset(" ʲˈˌːˑ˞0123456789ʰˤʷ")
_COMBINING: Final = frozenset("\u0327\u0303\u032a\u032f\u0329\u033a\u033b\u031d\u030a")
# What keyboards and dictionaries have in their place; the dot parts syllables and would be spoken as a full stop.
_USUAL: Final = str.maketrans({"'": "ˈ", "’": "ˈ", ":": "ː", "g": "ɡ", ".": None, "·": None})
_BRACKETS: Final = {"/": "/", "[": "]", "\\": "\\"}

_SIBILANTS: Final = frozenset("szʃʒɕʑʂʐ")
_VOICELESS: Final = frozenset("ptkfθ")
_ENDINGS: Final = {"ll": "əl", "ve": "əv", "re": "ə", "m": "m"}


def clean_ipa(written: str) -> str:
    """The transcription in NFC, without the slashes or brackets around it, tie bars, syllable dots and fine
    marks that voices do not know. What `unknown_ipa` finds in it is left in."""
    ipa = " ".join(written.split())
    while len(ipa) > 1 and _BRACKETS.get(ipa[0]) == ipa[-1]:
        ipa = ipa[1:-1].strip()
    decomposed = unicodedata.normalize("NFD", ipa.translate(_USUAL))
    kept = (c for c in decomposed if c in _COMBINING or unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", "".join(kept))


def unknown_ipa(ipa: str) -> list[str]:
    """The characters that no voice has a sound for, each once."""
    known = _SOUNDS | _MARKS | _COMBINING
    return [c for c in dict.fromkeys(unicodedata.normalize("NFD", ipa)) if c not in known]


def has_sound(ipa: str) -> bool:
    return any(c in _SOUNDS for c in ipa)


def raw_phonemes(ipa: str) -> str:
    """As Piper takes them in a text: decomposed, since it looks each character up."""
    return f"[[{unicodedata.normalize('NFD', ipa)}]]"


def english_ending(ipa: str, letters: str) -> str | None:
    """The sounds of 's, 'd, 'll, 've, 're or 'm after `ipa`; None for other letters."""
    last = next((c for c in reversed(unicodedata.normalize("NFD", ipa)) if c in _SOUNDS), "")
    if letters == "s":
        if last in _SIBILANTS:
            return "ɪz"
        return "s" if last in _VOICELESS else "z"
    if letters == "d":
        return "ɪd" if last in "td" else "d"
    return _ENDINGS.get(letters)
