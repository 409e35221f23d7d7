"""The pipeline on one screen: an article and a voice in, spoken sentences and finished audio out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tts.article import Article, Block, Sentence, canonical_hash
from tts.audio.encode import FORMATS, AudioFormat, Encoder, format_of
from tts.audio.stitch import Pauses, cut_piece, silence
from tts.audio.tags import Tags, write_tags
from tts.errors import EmptyArticle
from tts.manifest import Manifest, ManifestSentence, ManifestWord
from tts.narrator import PIPELINE_VERSION, Narrator
from tts.reuse import SpokenBefore, Utterance
from tts.text.normalize import SpokenText, normalize
from tts.text.sentences import split_sentences
from tts.voice_folder import primary_language

# Part of an article's key, not of its sentences': raise it when the same article is split or read as other words.
_TEXT_VERSION = 2


@dataclass(frozen=True)
class SpokenSentence:
    """A sentence in its place in the narration."""

    pcm: bytes  # signed 16-bit mono: the speech, then its pause
    entry: ManifestSentence
    characters: int  # of the article, for progress


@dataclass(frozen=True)
class Recording:
    """Finished audio: the files written and what is in them."""

    files: tuple[Path, ...]
    manifest: Manifest


def narrate(
    article: Article, narrator: Narrator, pauses: Pauses = Pauses(), before: SpokenBefore | None = None
) -> Iterator[SpokenSentence]:
    """Speak the article, sentence by sentence, as it is asked for. Raises SynthesisFailed.

    Sentences found in `before` are taken from there instead of being spoken again. The narrator must know the
    voices that blocks ask for.
    """
    position = 0
    for sentence in split_sentences(article):
        block = article.block(sentence.block)
        speaker = narrator.speaker(block.voice)
        spoken = _read(sentence, block, article, speaker)
        if not spoken.words:
            continue
        key = speaker.key(spoken.text)
        known = before.find(key, len(spoken.words)) if before else None
        utterance = known or _speak(spoken, speaker)
        entry = _entry(sentence, spoken, key, position, utterance)
        pcm = utterance.pcm + silence(pauses.after(sentence, block), narrator.sample_rate)
        position += len(pcm) // 2
        yield SpokenSentence(pcm, entry, len(sentence.text))


def render_key(article: Article, narrator: Narrator) -> str:
    """SHA-256 (hex) of all that decides how the article sounds: equal keys, equal audio."""
    others = {name: narrator.speaker(name).synthesizer.fingerprint for name in article.voices}
    content = replace(article, byline=None).content_hash
    versions = [PIPELINE_VERSION, _TEXT_VERSION]
    spoken_by = [narrator.synthesizer.fingerprint, others, narrator.lexicon.occurring_in(article).key]
    return canonical_hash([versions, content, *spoken_by])


def record(
    sentences: Iterable[SpokenSentence],
    sample_rate: int,
    outputs: dict[Path, AudioFormat],
    tags: Tags = Tags(),
    on_progress: Callable[[int], None] = lambda characters: None,
) -> Recording:
    """Write the sentences to all outputs in one pass. `on_progress` is given the characters spoken so far.

    Raises EmptyArticle when there was nothing to say, SynthesisFailed and EncodingFailed; then no file is left.
    """
    entries: list[ManifestSentence] = []
    samples = characters = 0
    with Encoder(sample_rate, outputs) as encoder:
        for sentence in sentences:
            encoder.write(sentence.pcm)
            entries.append(sentence.entry)
            samples += len(sentence.pcm) // 2
            characters += sentence.characters
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
    on_progress: Callable[[int], None] = lambda characters: None,
) -> Recording:
    """Narrate into one file whose suffix names its format. Raises as `record`, and ValueError for the suffix."""
    audio_format = format_of(target)
    if audio_format is None:
        suffixes = ", ".join(known.suffix for known in FORMATS.values())
        raise ValueError(f"The suffix of {target} is none of {suffixes}.")
    return record(narrate(article, narrator), narrator.sample_rate, {target: audio_format}, tags, on_progress)


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


def _speak(spoken: SpokenText, narrator: Narrator) -> Utterance:
    speech = narrator.speak(tuple(word.spoken for word in spoken.words))
    piece = cut_piece(speech.samples, narrator.sample_rate)

    def place(sample: int) -> int:
        return min(max(0, sample - piece.trimmed), piece.samples)

    return Utterance(piece.pcm, tuple((place(start), place(end)) for start, end in speech.words))


def _entry(sentence: Sentence, spoken: SpokenText, key: str, position: int, utterance: Utterance) -> ManifestSentence:
    words = tuple(
        ManifestWord(
            text=sentence.text[word.start : word.end],
            start_char=sentence.start + word.start,
            end_char=sentence.start + word.end,
            start=position + start,
            length=end - start,
        )
        for word, (start, end) in zip(spoken.words, utterance.words, strict=True)
    )
    return ManifestSentence(
        key=key,
        text=sentence.text.strip(),
        kind=sentence.kind,
        block=sentence.block,
        start_char=sentence.start + len(sentence.text) - len(sentence.text.lstrip()),
        start=position,
        length=utterance.samples,
        words=words,
    )
