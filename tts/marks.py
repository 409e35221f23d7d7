"""SpeechMarks: when each sentence and word is said, as JSON and as WebVTT."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tts.manifest import Manifest, ManifestSentence


@dataclass(frozen=True)
class SpeechMark:
    type: Literal["sentence", "word"]
    text: str  # the article's own words
    start: float  # seconds at the asked speed
    end: float
    block: int  # index into the article's blocks; -1 for the title
    start_char: int  # in that block's text
    end_char: int


def speech_marks(manifest: Manifest, speed: float = 1.0) -> Iterator[SpeechMark]:
    """Each sentence, followed by its words."""
    scale = manifest.sample_rate * speed
    for s in manifest.sentences:
        end_char = s.start_char + len(s.text)
        span = (s.start / scale, (s.start + s.length) / scale)
        yield SpeechMark("sentence", s.text, round(span[0], 3), round(span[1], 3), s.block, s.start_char, end_char)
        for w in s.words:
            begin, end = round(w.start / scale, 3), round((w.start + w.length) / scale, 3)
            yield SpeechMark("word", w.text, begin, end, s.block, w.start_char, w.end_char)


def to_webvtt(manifest: Manifest, speed: float = 1.0) -> str:
    """A WebVTT file: a cue a sentence, with the start of each word inside it."""
    scale = manifest.sample_rate * speed
    cues = [_cue(number, sentence, scale) for number, sentence in enumerate(manifest.sentences, start=1)]
    return "WEBVTT\n\n" + "\n".join(cues)


def _cue(number: int, sentence: ManifestSentence, scale: float) -> str:
    parts: list[str] = []
    place = 0
    for word in sentence.words:
        first, last = word.start_char - sentence.start_char, word.end_char - sentence.start_char
        # A time stamp must lie strictly inside its cue: the first word begins with it.
        stamp = f"<{_clock(word.start / scale)}>" if word.start > sentence.start else ""
        parts += [_escape(sentence.text[place:first]), stamp, _escape(sentence.text[first:last])]
        place = last
    parts.append(_escape(sentence.text[place:]))
    start, end = sentence.start / scale, (sentence.start + sentence.length) / scale
    return f"{number}\n{_clock(start)} --> {_clock(end)}\n{''.join(parts)}\n"


def _clock(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{milliseconds // 1000:02d}.{milliseconds % 1000:03d}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
