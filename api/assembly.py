"""The parts of a running readcast, put together from its settings. Used by the server and the commands alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import CapacityLimiter

from api.address_limit import AddressLimit
from api.audience import Audience
from api.lexicon import LexiconShelf
from api.memory import share_memory
from api.metrics import QueueMetrics
from api.narrated import NarratedArticles
from api.narrators import narrator_for
from api.page_ingests import PageIngests
from api.parts import SharedSpeaking
from api.passage_limits import PassageLimits
from api.queue import LocalRenderQueue, RenderQueue
from api.render import Renderer
from api.renditions import RenditionMaker
from api.settings import Settings
from api.streams import Streams
from api.summary import PROMPT, SummaryModel
from api.webhooks import WebhookSender
from api.work import NarrationWork
from storage.audio_store import AudioStore, open_audio_store
from storage.database import Database
from storage.sites import default_site
from tts.batching import MOST_TOGETHER
from tts.engine import has_cuda
from tts.narrator import NarratorShelf
from tts.pool import SynthesisPool
from tts.synthesizer import PiperModel, PiperSynthesizer, Synthesizer
from tts.voices import Voice, VoiceCatalogue

if TYPE_CHECKING:
    from api.celery_queue import CeleryRenderQueue


@dataclass(frozen=True)
class Assembly:
    settings: Settings
    database: Database
    audio_store: AudioStore
    voices: VoiceCatalogue
    narrators: NarratorShelf
    lexicons: LexiconShelf
    renditions: RenditionMaker
    streams: Streams
    work: NarrationWork
    metrics: QueueMetrics
    queue: RenderQueue
    audience: Audience
    webhooks: WebhookSender
    pool: SynthesisPool
    speech_places: CapacityLimiter  # one for each text that is spoken to somebody now
    passages: PassageLimits  # of what is spoken to the public
    page_ingests: PageIngests = field(default_factory=PageIngests)


def narrator_shelf(settings: Settings) -> NarratorShelf:
    """Voices that speak a sentence on one core: a pool keeps all of them busy."""

    models: dict[tuple[Path | None, int], PiperModel] = {}
    cache = settings.data_dir / "voices"

    def load(voice: Voice) -> Synthesizer:
        changed = voice.model.stat().st_mtime_ns if voice.model else 0
        model = models.get((voice.model, changed)) or PiperModel(
            voice, cache=settings.data_dir / "voices", cuda=uses_cuda(settings), fast=settings.precision == "fast"
        )
        models[voice.model, changed] = model
        return PiperSynthesizer(voice, settings.scales, model)

    return NarratorShelf(load, cache)


def summary_model(settings: Settings) -> SummaryModel | None:
    """Who writes the takeaways; None leaves it to the article's own sentences."""
    if not settings.summary_url:
        return None
    key = settings.summary_key.get_secret_value() if settings.summary_key else None
    prompt = settings.summary_prompt or PROMPT
    return SummaryModel(settings.summary_url, settings.summary_model_name, key, prompt, settings.summary_timeout)


def uses_cuda(settings: Settings) -> bool:
    return settings.device == "cuda" or (settings.device == "auto" and has_cuda())


def speaking_threads(settings: Settings) -> int:
    """One a core; on a GPU as many as speak together there."""
    return settings.workers or (MOST_TOGETHER if uses_cuda(settings) else settings.worker_threads)


def celery_queue(settings: Settings, database: Database) -> "CeleryRenderQueue | None":
    """Where there is a broker, `readcast worker` processes render; None leaves it to threads of this process."""
    if not settings.broker_url:
        return None
    try:  # here, not above: celery is an extra
        from api.celery_queue import CeleryRenderQueue
    except ImportError as error:
        raise ValueError("READCAST_BROKER_URL needs Celery: pip install 'readcast[cluster]'") from error
    return CeleryRenderQueue(database, settings)


def shared_speaking(
    settings: Settings,
    database: Database,
    store: AudioStore,
    renditions: RenditionMaker,
    celery: "CeleryRenderQueue | None",
) -> SharedSpeaking | None:
    """With a broker, workers help each other with long texts."""
    if celery is None:
        return None
    words, lease = settings.split_words, settings.lease_seconds
    return SharedSpeaking(database, store, renditions, celery.ask_for_help, split_words=words, lease_seconds=lease)


@contextmanager
def assembled(settings: Settings) -> Iterator[Assembly]:
    """Open everything, with migrations applied; close it again at the end."""
    share_memory()
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
        streams = Streams(database, store)
        with SynthesisPool(speaking_threads(settings)) as pool:
            articles = NarratedArticles(database, summary_model(settings))
            celery = celery_queue(settings, database)
            shared = shared_speaking(settings, database, store, renditions, celery)
            narrators = partial(narrator_for, shelf, voices)
            renderer = Renderer(settings, streams, articles, narrators, renditions, pool=pool, shared=shared)
            work = NarrationWork(database, store, renderer, settings.lease_seconds)
            yield Assembly(
                settings=settings,
                database=database,
                audio_store=store,
                voices=voices,
                narrators=shelf,
                lexicons=LexiconShelf(),
                renditions=renditions,
                streams=streams,
                work=work,
                metrics=QueueMetrics(database),
                queue=celery or LocalRenderQueue(database, work, settings),
                audience=Audience(database, settings.events_per_minute),
                webhooks=WebhookSender(database, settings),
                pool=pool,
                speech_places=CapacityLimiter(settings.narrations_at_once),
                passages=PassageLimits(
                    places=CapacityLimiter(settings.narrations_at_once),
                    limit=AddressLimit(settings.passages_per_minute),
                ),
            )
    finally:
        database.close()
