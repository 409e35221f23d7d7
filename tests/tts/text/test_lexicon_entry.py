from typing import Any

import pytest

from tts.errors import InvalidEntry
from tts.text.lexicon import Lexicon, LexiconEntry
from tts.text.normalize import normalize


@pytest.mark.parametrize(
    ("ipa", "kept"),
    [
        ("/həˈloʊ/", "həˈloʊ"),
        (" [ t͡ʃɪəɹ̥z ] ", "tʃɪəɹz"),
        ("'hɛ.lo:", "ˈhɛloː"),
        ("bɔ̃ ʒuʁ", "bɔ̃ ʒuʁ"),
        ("gəʊ", "ɡəʊ"),
    ],
)
def test_ipa_is_taken_as_people_paste_it(ipa: str, kept: str) -> None:
    assert LexiconEntry("x", ipa=ipa).ipa == kept


def test_voices_are_given_decomposed_phonemes() -> None:
    assert normalize("x", "en", Lexicon([LexiconEntry("x", ipa="çã")]).rule).text == "[[c\u0327a\u0303]]"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"written": " "}, "letter or digit"),
        ({"written": "…!"}, "letter or digit"),
        ({"written": "x" * 101}, "at most 100"),
        ({"written": "a\nb"}, "one line"),
        ({"written": "a\0"}, "one line"),
        ({"written": "\ud800a"}, "one line"),
        ({"spoken": None}, "neither is here"),
        ({"ipa": "a"}, "both are here"),
        ({"spoken": "y" * 201}, "at most 200"),
        ({"spoken": "a\rb"}, "one line"),
        ({"spoken": "--"}, "letter or digit"),
        ({"spoken": "a [[b]]"}, r"\[\["),
        ({"spoken": None, "ipa": "həQ]"}, r"Q \]"),
        ({"spoken": None, "ipa": "ˈ"}, "one sound"),
        ({"spoken": None, "ipa": "a" * 201}, "at most 200"),
        ({"spoken": None, "ipa": "a", "match": "prefix"}, "rest of the word"),
        ({"match": "regex"}, "word, exact, prefix"),
        ({"language": "English"}, "such as en"),
    ],
)
def test_entries_that_cannot_be_used_say_why(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidEntry, match=message):
        LexiconEntry(**({"written": "x", "spoken": "y"} | fields))
