"""Words find their samples although espeak joins and splits them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tts.alignment import TimedPhoneme, align_words


def timed(symbols: str, width: int = 10) -> list[TimedPhoneme]:
    return [TimedPhoneme(symbol, n * width, (n + 1) * width) for n, symbol in enumerate(symbols)]


def test_one_group_a_word() -> None:
    assert align_words(["ab", "cd"], timed("ab cd.")) == [(0, 20), (30, 50)]


def test_joined_words_are_told_apart() -> None:
    # "of the" is one group to espeak.
    assert align_words(["ʌv", "ðə", "tiːm"], timed("ʌvðə tˈiːm")) == [(0, 20), (20, 40), (50, 100)]


def test_sounds_that_change_in_the_sentence_do_not_shift_the_rest() -> None:
    # "for" alone is fɔːɹ, in the sentence fɚ.
    assert align_words(["fɔːɹ", "ðə", "kæt"], timed("fɚðə kæt")) == [(0, 20), (20, 40), (50, 80)]


def test_a_word_of_several_groups_is_one_word() -> None:
    assert align_words(["ɪn", "tuː θaʊzənd"], timed("ɪn tuː θaʊzənd.")) == [(0, 20), (30, 140)]


def test_silence_gives_every_word_the_whole() -> None:
    assert align_words(["a", "b"], timed("..")) == [(0, 20), (0, 20)]


@given(st.lists(st.text("abcd", max_size=5), min_size=1, max_size=8), st.text("abcd ˈ.,", min_size=1, max_size=40))
def test_spans_are_in_order_and_inside(words: list[str], phonemes: str) -> None:
    spans = align_words(words, timed(phonemes))
    assert len(spans) == len(words)
    assert all(0 <= start <= end <= 10 * len(phonemes) for start, end in spans)
    if any(symbol in "abcd" for symbol in phonemes):
        assert all(one[1] <= two[0] for one, two in pairwise(spans))
