"""Candidates: the sentences of an article that could be takeaways, with what speaks against them."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from tts.article import Article, BlockKind, Sentence
from tts.text.sentences import split_sentences
from tts.text.takeaways.cleaning import standing_alone
from tts.text.takeaways.shortening import shortened

MOST_CANDIDATES: Final = 400  # of a longer text, half stand at its start and half are spread over the rest
_LONGEST: Final = 600  # characters; what is longer is punctuation

_READ_FROM: Final = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_STOPS: Final = ".!…。！।۔։။።។．"
_FULL_SENTENCE: Final = re.compile(rf"[\W_]*(?P<first>\w).*[^\s{_STOPS}][{_STOPS}]+[\"”’»」』)\]]*\s*", re.DOTALL)
_UNSTOPPED: Final = re.compile(r"\s*[\u0e00-\u0eff]")  # Thai and Lao end sentences with a space
_ENDED: Final = re.compile(rf"[{_STOPS}?？؟:;：；]['\"”’»」』)\]]*\s*$")
_MARK: Final = re.compile(r"[\"“”«»„]")
_SINGLE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")  # of scripts that put no space between words
_WORD: Final = re.compile(rf"{_SINGLE.pattern}|[^\W_\u3040-\u30ff\u3400-\u9fff]+")
_STEM: Final = 6  # characters; enough to join most forms of a word in most languages
_LONGEST_WORDS: Final = 12  # characters a word, in the mean of a sentence

_DANGLING: Final = re.compile(
    r"[\W_]*(?:he|she|it|they|this|that|these|those|his|her|hers|its|their|theirs|him|them|we|i|you|our|my|your|us"
    r"|there|here|such|both|one|others?|another|neither|either|none|who|which)\b",
    re.IGNORECASE,
)
_BOILERPLATE: Final = re.compile(
    r"contributed to this|reported from|click here|follow us on|read more|see more|opinions? expressed|views expressed"
    r"|thank you for|please note|sign up for|our newsletter|this page|scroll down|all rights reserved|cookies",
    re.IGNORECASE,
)


class Candidate:
    """A full sentence that is not a question, as it would be read; its `place` among the article's sentences.

    It is `speech` when it is part of a quotation that it does not hold with its speaker.
    """

    def __init__(self, sentence: Sentence, place: int, english: bool, speech: bool) -> None:
        self.sentence, self.place, self.english, self.speech = sentence, place, english, speech
        plain = " ".join(sentence.text.split())
        self.text = shortened(standing_alone(plain)) if english else plain

    @cached_property
    def words(self) -> list[str]:
        return words_of(self.text)

    @cached_property
    def names(self) -> list[str]:
        """The words among them that are written with a capital, but the first."""
        return [_stem(found[0]) for found in _WORD.finditer(self.text) if found.start() and found[0][0].isupper()]

    @cached_property
    def size(self) -> int:
        """Words, or about as many where the script does not part them."""
        single = len(_SINGLE.findall(self.text))
        return max(len(self.words) - single // 2, len(self.text) // _LONGEST_WORDS)

    @property
    def dangling(self) -> bool:
        """Whether it opens with a word that points at another sentence."""
        return self.english and _DANGLING.match(self.text) is not None

    @property
    def boilerplate(self) -> bool:
        return self.english and _BOILERPLATE.search(self.text) is not None


def words_of(text: str) -> list[str]:
    """The words of a text, cut to their stems more or less."""
    return [_stem(word) for word in _WORD.findall(text)]


def _stem(word: str) -> str:
    return word.casefold()[:_STEM]


def candidates_of(article: Article) -> tuple[list[Candidate], int]:
    """The article's candidates, MOST_CANDIDATES at most, and how many full sentences it has."""
    english = (article.language or "en").lower().startswith("en")
    found = list(_statements(article))
    numbers = list(range(len(found)))
    half = MOST_CANDIDATES // 2
    if len(numbers) > MOST_CANDIDATES:
        numbers = numbers[:half] + numbers[half :: -(-(len(numbers) - half) // half)]
    said = [(number, *found[number]) for number in numbers]
    return [Candidate(sentence, number, english, speech) for number, sentence, speech in said], len(found)


def has_statement(article: Article) -> bool:
    """Whether there is a candidate that is not only speech."""
    return any(not speech for _, speech in _statements(article))


def _statements(article: Article) -> Iterator[tuple[Sentence, bool]]:
    """The full sentences of paragraphs and list items; and whether each is speech that does not name its speaker."""
    block, quoted, ended = -1, False, True
    for sentence in split_sentences(article):
        if sentence.block != block:
            block, quoted, ended = sentence.block, False, True
        whole, inside = ended, quoted
        quoted = _ends_quoted(sentence.text, quoted)
        ended = _ENDED.search(sentence.text[-20:]) is not None
        if sentence.kind in _READ_FROM and whole and _is_statement(sentence.text):
            yield sentence, inside or quoted or _only_speech(sentence.text)


def _is_statement(text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    match = _FULL_SENTENCE.fullmatch(text)
    return not match["first"].islower() if match else _UNSTOPPED.match(text) is not None


def _ends_quoted(text: str, quoted: bool) -> bool:
    """Whether a quotation goes on behind `text`, given whether one was open before it."""
    for mark in _MARK.finditer(text):
        before, behind = text[max(0, mark.start() - 1) : mark.start()], text[mark.end() : mark.end() + 1]
        if mark[0] in "«»" and (behind.isspace() or not behind):  # French leaves a space inside
            quoted = mark[0] == "«" and (before.isspace() or not before)
        else:
            quoted = bool(behind) and not behind.isspace() and behind not in ".,;:!?…)]”’" and not before.isalnum()
    return quoted


def _only_speech(text: str) -> bool:
    inner = text.strip()
    return inner[:1] in "\"“«„‘'「『" and inner.endswith(('"', "”", "»", "“", "’", "'", "」", "』"))
