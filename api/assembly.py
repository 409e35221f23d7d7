"""The parts of a running readcast, put together from its settings. Used by the server and the commands alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from api.lexicon import LexiconShelf
from api.narrators import narrator_for
from api.queue import LocalRenderQueue
from api.render import Renderer
from api.renditions import RenditionMaker
from api.settings import Settings
from storage.audio_store import AudioStore, open_audio_store
from storage.database import Database
from storage.sites import default_site
from tts.narrator import NarratorShelf
from tts.synthesizer import PiperModel, PiperSynthesizer, Synthesizer
from tts.voices import Voice, VoiceCatalogue


@dataclass(frozen=True)
class Assembly:
    settings: Settings
    database: Database
    audio_store: AudioStore
    voices: VoiceCatalogue
    narrators: NarratorShelf
    lexicons: LexiconShelf
    renditions: RenditionMaker
    queue: LocalRenderQueue


def narrator_shelf(settings: Settings) -> NarratorShelf:
    """Voices that speak a sentence on one core: a pool keeps all of them busy."""

    models: dict[tuple[Path | None, int], PiperModel] = {}

    def load(voice: Voice) -> Synthesizer:
        changed = voice.model.stat().st_mtime_ns if voice.model else 0
        model = models.get((voice.model, changed)) or PiperModel(voice, cache=settings.data_dir / "voices")
        models[voice.model, changed] = model
        return PiperSynthesizer(voice, settings.scales, model)

    return NarratorShelf(load, settings.data_dir / "voices")


@contextmanager
def assembled(settings: Settings) -> Iterator[Assembly]:
    """Open everything, with migrations applied; close it again at the end."""
    database = Database(settings.database)
    try:
        database.migrate()
        with database.write() as session:
            default_site(session)
        store = open_audio_store(
            settings.store, cdn_base_url=settings.cdn_url or None, presign_seconds=settings.presign_seconds
        )
        voices = VoiceCatalogue(settings.voices_dir)
        shelf = narrator_shelf(settings)
        renditions = RenditionMaker(settings, database, store)
        renderer = Renderer(settings, database, store, partial(narrator_for, shelf, voices), renditions)
        queue = LocalRenderQueue(database, renderer, settings)
        yield Assembly(settings, database, store, voices, shelf, LexiconShelf(), renditions, queue)
    finally:
        database.close()
