"""A text spoken to who asks for it, at once, as an article would be; nothing of it is stored."""

import base64
import json
import logging
import math
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, Final

from api.assembly import Assembly
from api.errors import Rejected
from api.ingest import choose_voice
from api.narrators import narrator_for
from api.openai_errors import error_body
from api.settings import Settings
from api.speech_schemas import SpeechIn
from storage.models import Site
from tts.article import Article
from tts.audio.streamed import streamed
from tts.errors import ArticleTooLong, EmptyArticle, TTSError
from tts.narrate import narrate_live
from tts.narrator import Narrator
from tts.pool import INTERACTIVE
from tts.text.extract import article_from_text
from tts.text.language import article_language
from tts.text.normalize import normalize
from tts.text.sentences import split_sentences

OPENAI_VOICES: Final = (
    *("alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer"),
    "verse",
)

logger = logging.getLogger(__name__)


def alias_of(settings: Settings, asked: str) -> str | None:
    """The voice that a name stands for; None is the default voice, or another that speaks the text's language."""
    name = settings.voice_aliases.get(asked, asked)
    return None if name in OPENAI_VOICES else name


@dataclass
class Speech:
    """A text that is being spoken. `chunks` and `events` are for one thread at a time, and to be closed."""

    assembly: Assembly
    site: Site
    asked: SpeechIn
    seconds: float = 0.0  # of sound, so far

    def chunks(self) -> Generator[bytes, None, None]:
        """The audio as it is spoken. Raises Rejected before the first bytes, TTSError and StorageError."""
        article, narrator = self._reading()
        pcm = self._pcm(article, narrator)
        with closing(streamed(pcm, narrator.sample_rate, self.asked.response_format, self.asked.speed)) as chunks:
            yield from filter(None, chunks)
        if not self.seconds:
            raise _nothing()

    def events(self) -> Generator[bytes, None, None]:
        """The same as server-sent events; what goes wrong once there was sound is the last of them."""
        begun = False
        try:
            with closing(self.chunks()) as chunks:
                for chunk in chunks:
                    yield _event({"type": "speech.audio.delta", "audio": base64.b64encode(chunk).decode()})
                    begun = True
        except TTSError:
            if not begun:
                raise
            logger.exception("A text could not be spoken to its end.")
            yield _event({"type": "error", **error_body("The rest of the text could not be spoken.", 500)})
            return
        # There are no tokens here: characters go in, seconds come out.
        usage = {"input_tokens": len(self.asked.input), "output_tokens": math.ceil(self.seconds)}
        usage["total_tokens"] = sum(usage.values())
        yield _event({"type": "speech.audio.done", "usage": usage})

    def _reading(self) -> tuple[Article, Narrator]:
        """What is read, and who reads it. Raises Rejected."""
        settings, text = self.assembly.settings, self.asked.input
        if len(text) > settings.max_speech_characters:
            said = f"The text has {len(text):,} characters; the limit is {settings.max_speech_characters:,}."
            raise Rejected("body.input", ArticleTooLong(f"{said} (READCAST_MAX_SPEECH_CHARACTERS)"))
        try:
            article = article_from_text(text)
        except EmptyArticle as error:
            raise Rejected("body.input", error) from error
        article = replace(article, language=article_language(article))
        name = alias_of(settings, self.asked.voice_name)
        voice = choose_voice(self.assembly, self.site, article, name, "body")
        if not any(normalize(sentence.text, article.language).words for sentence in split_sentences(article)):
            raise _nothing()
        with self.assembly.database.read() as session:
            lexicon = self.assembly.lexicons.get(session, self.site.id)
        return article, narrator_for(self.assembly.narrators, self.assembly.voices, voice, article, lexicon)

    def _pcm(self, article: Article, narrator: Narrator) -> Generator[bytes, None, None]:
        lane = self.assembly.pool.lane(INTERACTIVE)
        with closing(narrate_live(article, narrator, lane=lane)) as spoken:
            for said in spoken:
                self.seconds += len(said.pcm) / 2 / narrator.sample_rate / self.asked.speed
                yield said.pcm


def _event(data: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(data)}\n\n".encode()


def _nothing() -> Rejected:
    return Rejected("body.input", EmptyArticle("There is no word in it that can be spoken."))
