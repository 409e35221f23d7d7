"""The manifest of a master: which samples speak which sentence and word. Kept beside the audio as JSON."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tts.article import BlockKind
from tts.audio.tags import Chapter


@dataclass(frozen=True, slots=True)  # a book has a hundred thousand of them
class ManifestWord:
    text: str  # as the article writes it
    start_char: int  # in the block's text
    end_char: int
    start: int  # samples from the start of the master
    length: int


@dataclass(frozen=True)
class ManifestSentence:
    key: str  # hash of all that decides the sentence's sound
    text: str
    kind: BlockKind
    block: int  # index into Article.blocks; -1 for the title
    start_char: int
    start: int  # samples from the start of the master
    length: int  # samples of speech, without the pause after it
    words: tuple[ManifestWord, ...]


@dataclass(frozen=True)
class Manifest:
    sample_rate: int
    samples: int
    sentences: tuple[ManifestSentence, ...]

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.samples / self.sample_rate

    def chapters(self, speed: float = 1.0) -> tuple[Chapter, ...]:
        """A chapter from each heading to the next; none where there are fewer than two headings."""
        starts = _heading_starts(self.sentences)
        if len(starts) < 2:
            return ()
        scale = self.sample_rate * speed
        ends = [start for start, _ in starts[1:]] + [self.samples]
        return tuple(
            Chapter(title, start / scale, end / scale) for (start, title), end in zip(starts, ends, strict=True)
        )

    def to_json(self) -> str:
        return "".join(self.json_parts())

    def json_parts(self) -> Iterator[str]:
        """Its JSON, a sentence at a time: that of a book as a whole takes more memory than rendering it."""
        yield f'{{"sample_rate":{self.sample_rate},"samples":{self.samples},"sentences":['
        for index, sentence in enumerate(self.sentences):
            yield "," * (index > 0) + json.dumps(asdict(sentence), ensure_ascii=False, separators=(",", ":"))
        yield "]}"

    @classmethod
    def from_json(cls, data: str | bytes) -> "Manifest":
        value = json.loads(data)
        return cls(value["sample_rate"], value["samples"], tuple(_sentence(s) for s in value["sentences"]))


def _sentence(value: dict[str, Any]) -> ManifestSentence:
    words = tuple(ManifestWord(**word) for word in value.pop("words"))
    return ManifestSentence(kind=BlockKind(value.pop("kind")), words=words, **value)


def _heading_starts(sentences: Iterable[ManifestSentence]) -> list[tuple[int, str]]:
    """First sample and whole text of each heading; a heading of several sentences is one."""
    starts: list[tuple[int, str]] = []
    previous: int | None = None
    for sentence in sentences:
        if sentence.kind is BlockKind.HEADING:
            if sentence.block == previous:
                starts[-1] = (starts[-1][0], f"{starts[-1][1]} {sentence.text}")
            else:
                starts.append((sentence.start, sentence.text))
        previous = sentence.block
    return starts
