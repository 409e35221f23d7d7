"""A few sentences of an article in a voice that has not read it yet, spoken to who listens, and not stored."""

from collections.abc import Generator
from contextlib import closing

from api.articles import article_of
from api.assembly import Assembly
from api.narrators import narrator_for
from storage.models import Article
from tts.audio.streamed import streamed
from tts.narrate import Passage, narrate_live
from tts.pool import INTERACTIVE
from tts.text.lexicon import Lexicon

FORMAT = "mp3"


def speak_passage(assembly: Assembly, row: Article, voice: str, passage: Passage) -> Generator[bytes, None, None]:
    """MP3 frames as they are made. Raises VoiceError, SynthesisFailed and EncodingFailed."""
    article = article_of(row)
    narrator = narrator_for(assembly.narrators, assembly.voices, voice, article, Lexicon.from_json(row.lexicon))

    def pcm() -> Generator[bytes, None, None]:
        with closing(narrate_live(article, narrator, lane=assembly.pool.lane(INTERACTIVE), passage=passage)) as spoken:
            for said in spoken:
                yield said.pcm

    with closing(streamed(pcm(), narrator.sample_rate, FORMAT)) as frames:
        yield from filter(None, frames)
