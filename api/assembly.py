"""The parts of a running readcast, put together from its settings. Used by the server and the commands alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from api.queue import LocalRenderQueue
from api.render import Renderer
from api.settings import Settings
from storage.audio_store import AudioStore, open_audio_store
from storage.database import Database
from tts.narrator import NarratorShelf
from tts.synthesizer import PiperSynthesizer, Synthesizer
from tts.voices import Voice, VoiceCatalogue


@dataclass(frozen=True)
class Assembly:
    settings: Settings
    database: Database
    audio_store: AudioStore
    voices: VoiceCatalogue
    narrators: NarratorShelf
    renderer: Renderer
    queue: LocalRenderQueue


def narrator_shelf(settings: Settings) -> NarratorShelf:
    def load(voice: Voice) -> Synthesizer:
        return PiperSynthesizer(voice, settings.scales)

    return NarratorShelf(load, settings.data_dir / "voices")


@contextmanager
def assembled(settings: Settings) -> Iterator[Assembly]:
    """Open everything, with migrations applied; close it again at the end."""
    database = Database(settings.database)
    try:
        database.migrate()
        store = open_audio_store(
            settings.store, cdn_base_url=settings.cdn_url or None, presign_seconds=settings.presign_seconds
        )
        voices = VoiceCatalogue(settings.voices_dir)
        shelf = narrator_shelf(settings)
        renderer = Renderer(settings, database, store, voices, shelf)
        queue = LocalRenderQueue(database, renderer, settings)
        yield Assembly(settings, database, store, voices, shelf, renderer, queue)
    finally:
        database.close()
