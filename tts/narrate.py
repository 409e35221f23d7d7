"""The pipeline on one screen: an article and a voice in, spoken sentences and finished audio out."""

import itertools
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from tts.article import Article, Block, Sentence, canonical_hash
from tts.audio.encode import FORMATS, AudioFormat, Encoder, format_of
from tts.audio.stitch import Pauses, silence
from tts.audio.tags import Tags, write_tags
from tts.errors import EmptyArticle
from tts.manifest import Manifest, ManifestSentence, ManifestWord
from tts.narrator import PIPELINE_VERSION, Narrator
from tts.pool import HERE_AND_NOW, Lane
from tts.reuse import SpokenBefore
from tts.sentence_queue import Reading, SentenceQueue
from tts.text.normalize import SpokenText, normalize
from tts.text.sentences import split_sentences
from tts.utterance import Utterance
from tts.voice_folder import primary_language

# Part of an article's key, not of its sentences': raise it when the same article is split or read as other words.
_TEXT_VERSION = 2


@dataclass(frozen=True)
class SpokenPart:
    """The beginning of a sentence, or more of it, while the rest is still being spoken."""

    pcm: bytes  # signed 16-bit mono


@dataclass(frozen=True)
class SpokenSentence:
    """A sentence in its place in the narration."""

    pcm: bytes  # signed 16-bit mono: the speech, without the parts that came before, and its pause
    entry: ManifestSentence
    characters: int  # of the article, for progress


@dataclass(frozen=True)
class Passage:
    """Some sentences of an article: from the one at a place on, so many; all the rest for None."""

    block: int = -1
    start: int = 0  # a character of that block's text
    sentences: int | None = None

    def of(self, sentences: Iterable[Sentence]) -> Iterator[Sentence]:
        here = (self.block, self.start)
        after = itertools.dropwhile(lambda s: (s.block, s.start + len(s.text)) <= here, sentences)
        return itertools.islice(after, self.sentences)


@dataclass(frozen=True)
class Recording:
    """Finished audio: the files written and what is in them."""

    files: tuple[Path, ...]
    manifest: Manifest


def narrate(
    article: Article,
    narrator: Narrator,
    pauses: Pauses = Pauses(),
    *,
    before: Sequence[SpokenBefore] = (),
    lane: Lane = HERE_AND_NOW,
    only: range | None = None,
) -> Iterator[SpokenSentence]:
    """Speak the article, sentence by sentence, as it is asked for. Raises SynthesisFailed.

    Sentences found in `before` are taken from there instead of being spoken again. The narrator must know the
    voices that blocks ask for. A lane of a pool speaks some sentences ahead, on its threads. `only` are the numbers of
    the sentences to speak, as `split_sentences` has them; the step is 1.
    """
    some = itertools.islice(split_sentences(article), only.start, only.stop) if only else split_sentences(article)
    sentences = SentenceQueue(_readings(article, narrator, some), lane, before)
    return _placed(sentences.in_order(), narrator, pauses)


def narrate_live(
    article: Article,
    narrator: Narrator,
    pauses: Pauses = Pauses(),
    *,
    before: Sequence[SpokenBefore] = (),
    lane: Lane = HERE_AND_NOW,
    passage: Passage = Passage(),
) -> Generator[SpokenPart | SpokenSentence, None, None]:
    """As `narrate`, for who listens already: the first sentence comes in parts, the first of them soon."""
    readings = _readings(article, narrator, passage.of(split_sentences(article)))
    sentences = SentenceQueue(readings, lane, before)
    first: list[tuple[Reading, Utterance]] = []
    with closing(sentences):
        for said in sentences.first_live():
            if isinstance(said, bytes):
                yield SpokenPart(said)
            else:
                first.append(said)
        yield from _placed(itertools.chain(first, sentences.in_order()), narrator, pauses)


def render_key(article: Article, narrator: Narrator) -> str:
    """SHA-256 (hex) of all that decides how the article sounds: equal keys, equal audio."""
    others = {name: narrator.speaker(name).synthesizer.fingerprint for name in article.voices}
    content = replace(article, byline=None).content_hash
    versions = [PIPELINE_VERSION, _TEXT_VERSION]
    spoken_by = [narrator.synthesizer.fingerprint, others, narrator.lexicon.occurring_in(article).key]
    return canonical_hash([versions, content, *spoken_by])


def record(
    spoken: Iterable[SpokenPart | SpokenSentence],
    sample_rate: int,
    outputs: dict[Path, AudioFormat],
    tags: Tags = Tags(),
    *,
    on_progress: Callable[[int], None] = lambda characters: None,
    on_mp3: Callable[[bytes], None] | None = None,
) -> Recording:
    """Write the sentences to all outputs in one pass. `on_progress` is given the characters spoken so far.

    `on_mp3` is given the MP3 among the outputs as it is made, as bare frames.
    Raises EmptyArticle when there was nothing to say, SynthesisFailed and EncodingFailed; then no file is left.
    """
    entries: list[ManifestSentence] = []
    samples = characters = 0
    with Encoder(sample_rate, outputs, on_mp3) as encoder:
        for said in spoken:
            encoder.write(said.pcm)
            samples += len(said.pcm) // 2
            if isinstance(said, SpokenSentence):
                entries.append(said.entry)
                characters += said.characters
                on_progress(characters)
        if not entries:
            raise EmptyArticle("There is nothing in the article that can be spoken.")
    manifest = Manifest(sample_rate, samples, tuple(entries))
    for path in outputs:
        write_tags(path, tags, manifest.chapters())
    return Recording(tuple(outputs), manifest)


def narrate_to_file(
    article: Article,
    narrator: Narrator,
    target: Path,
    tags: Tags = Tags(),
    *,
    on_progress: Callable[[int], None] = lambda characters: None,
    lane: Lane = HERE_AND_NOW,
) -> Recording:
    """Narrate into one file whose suffix names its format. Raises as `record`, and ValueError for the suffix."""
    audio_format = format_of(target)
    if audio_format is None:
        suffixes = ", ".join(known.suffix for known in FORMATS.values())
        raise ValueError(f"The suffix of {target} is none of {suffixes}.")
    spoken = narrate(article, narrator, lane=lane)
    return record(spoken, narrator.sample_rate, {target: audio_format}, tags, on_progress=on_progress)


def _read(sentence: Sentence, block: Block, article: Article, speaker: Narrator) -> SpokenText:
    """The sentence's spoken words; the first of a numbered item says its number too."""
    language = article.language or speaker.voice.language
    if block.voice and primary_language(language) != primary_language(speaker.voice.language):
        language = speaker.voice.language  # a quotation in its own tongue
    spoken = normalize(sentence.text, language, speaker.lexicon.for_language(language).rule)
    if block.number is None or sentence.start or not spoken.words:
        return spoken
    first = replace(spoken.words[0], spoken=f"{block.number}: {spoken.words[0].spoken}")
    return SpokenText((first, *spoken.words[1:]))


def _readings(article: Article, narrator: Narrator, sentences: Iterable[Sentence]) -> Iterator[Reading]:
    """What is said, sentence by sentence, by whom."""
    for sentence in sentences:
        block = article.block(sentence.block)
        speaker = narrator.speaker(block.voice)
        spoken = _read(sentence, block, article, speaker)
        if spoken.words:
            yield Reading(sentence, block, spoken, speaker)


def _placed(said: Iterable[tuple[Reading, Utterance]], narrator: Narrator, pauses: Pauses) -> Iterator[SpokenSentence]:
    """The utterances one after another, each with its pause."""
    position = 0
    for reading, utterance in said:
        pause = silence(pauses.after(reading.sentence, reading.block), narrator.sample_rate)
        entry = _entry(reading, position, utterance)
        position += utterance.samples + len(pause) // 2
        yield SpokenSentence(utterance.pcm + pause, entry, len(reading.sentence.text))


def _entry(reading: Reading, position: int, utterance: Utterance) -> ManifestSentence:
    sentence = reading.sentence
    words = tuple(
        ManifestWord(
            text=sentence.text[word.start : word.end],
            start_char=sentence.start + word.start,
            end_char=sentence.start + word.end,
            start=position + start,
            length=end - start,
        )
        for word, (start, end) in zip(reading.spoken.words, utterance.words, strict=True)
    )
    return ManifestSentence(
        key=reading.key,
        text=sentence.text.strip(),
        kind=sentence.kind,
        block=sentence.block,
        start_char=sentence.start + len(sentence.text) - len(sentence.text.lstrip()),
        start=position,
        length=utterance.samples,
        words=words,
    )
