"""One narration from queued to completed: the one place where speech and storage meet.

Objects are stored first, the row is completed second, so nothing half-written is ever listed.
"""

import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session
from tts.text.takeaways import find_takeaways, takeaways_article

from api.settings import Settings
from storage.articles import get_article
from storage.audio_store import AudioStore
from storage.database import Database
from storage.errors import AudioObjectMissing
from storage.leases import complete, extend
from storage.models import Article as ArticleRow
from storage.models import Narration, Rendition
from storage.narrations import find_rendered, get_narration, previous_rendered
from storage.renditions import claim_rendition, complete_rendition, fail_rendition
from tts.article import Article, blocks_from_json, canonical_hash
from tts.audio.encode import FORMATS, AudioFormat, transcode
from tts.audio.speed import speed_filter
from tts.audio.tags import Tags, read_cover, write_tags
from tts.errors import EncodingFailed, TTSError
from tts.manifest import Manifest
from tts.narrate import narrate, record
from tts.narrator import PIPELINE_VERSION, Narrator, NarratorShelf
from tts.reuse import SpokenBefore
from tts.voice_files import file_hash
from tts.voices import VoiceCatalogue

_HEARTBEAT_SECONDS = 1.0
_RENDITION_LEASE_SECONDS = 900


class Interrupted(Exception):
    """The worker was asked to stop in the middle of a narration."""


@dataclass(frozen=True)
class Job:
    """All that is needed to render a narration, without the database."""

    narration: Narration
    article: Article
    render_key: str
    narrator: Narrator
    tags: Tags


def article_of(row: ArticleRow) -> Article:
    """The article as it is read, from its row."""
    return Article(
        blocks=blocks_from_json(row.blocks),
        title=row.title,
        byline=row.byline,
        language=row.language,
        source_url=row.source_url,
        published_at=row.published_at,
        image_url=row.image_url,
    )


def narrated_article(row: ArticleRow, kind: str) -> Article:
    """What a narration of this kind reads: the article, or its takeaways."""
    article = article_of(row)
    return takeaways_article(article, find_takeaways(article)) if kind == "takeaways" else article


class Renderer:
    """Renders narrations and their renditions. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        store: AudioStore,
        voices: VoiceCatalogue,
        narrators: NarratorShelf,
    ) -> None:
        self._settings = settings
        self._database = database
        self._store = store
        self._voices = voices
        self._narrators = narrators
        # ffmpeg takes a core: more at once would only slow each other down.
        self._transcoders = threading.BoundedSemaphore(settings.worker_threads)

    def render(self, narration_id: str, owner: str, should_stop: Callable[[], bool]) -> None:
        """Render a narration that `owner` has claimed. Raises TTSError, StorageError, LeaseLost, Interrupted."""
        job = self._prepare(narration_id)
        with self._database.read() as session:
            known = find_rendered(session, job.render_key)
        if known is not None:
            self._complete_as(job, owner, known)
        else:
            self._speak(job, owner, should_stop)
        for speed in sorted({1.0, *self._settings.speeds}):
            self.rendition(narration_id, "mp3", speed, owner)

    def rendition(self, narration_id: str, format_name: str, speed: float, owner: str) -> Rendition | None:
        """Make a rendition of a completed narration from its master.

        None when it exists already or somebody else is making it. Raises TTSError and StorageError.
        """
        with self._database.write() as session:
            row = claim_rendition(session, narration_id, format_name, speed, owner, _RENDITION_LEASE_SECONDS)
        if row is None:
            return None
        try:
            with self._transcoders, tempfile.TemporaryDirectory(prefix="readcast-") as folder:
                key, size = self._transcode(narration_id, FORMATS[format_name], speed, Path(folder))
        except TTSError as error:
            with self._database.write() as session:
                fail_rendition(session, row.id, owner, str(error))
            raise
        with self._database.write() as session:
            complete_rendition(session, row.id, owner, key, size)
        return row

    def manifest(self, narration: Narration) -> Manifest:
        """The manifest of a completed narration. Raises StorageError."""
        assert narration.manifest_key is not None
        return Manifest.from_json(self._store.read(narration.manifest_key))

    def _prepare(self, narration_id: str) -> Job:
        with self._database.read() as session:
            narration = get_narration(session, narration_id)
            row = get_article(session, narration.article_id)
        article = narrated_article(row, narration.kind)
        narrator = self._narrators.get(self._voices.find(narration.voice))
        render_key = canonical_hash(
            [PIPELINE_VERSION, replace(article, byline=None).content_hash, *narrator.synthesizer.fingerprint]
        )
        return Job(narration, article, render_key, narrator, self._tags(row))

    def _tags(self, row: ArticleRow) -> Tags:
        cover = read_cover(self._settings.cover) if self._settings.cover else None
        return Tags(row.title, row.byline, self._settings.album or None, cover)

    def _speak(self, job: Job, owner: str, should_stop: Callable[[], bool]) -> None:
        def heartbeat(characters: int) -> None:
            if should_stop():
                raise Interrupted
            now = time.monotonic()
            if now - heartbeat_at[0] >= _HEARTBEAT_SECONDS:
                heartbeat_at[0] = now
                self._extend(job, owner, characters)

        heartbeat_at = [time.monotonic()]
        with tempfile.TemporaryDirectory(prefix="readcast-") as folder:
            master, mp3 = Path(folder) / "master.flac", Path(folder) / "narration.mp3"
            outputs = {master: FORMATS["flac"], mp3: FORMATS["mp3"]}
            spoken = narrate(job.article, job.narrator, before=self._spoken_before(job, Path(folder)))
            recording = record(spoken, job.narrator.sample_rate, outputs, job.tags, heartbeat)
            manifest = Path(folder) / "manifest.json"
            manifest.write_text(recording.manifest.to_json(), "utf-8")
            master_key = self._keep(master, FORMATS["flac"].media_type)
            manifest_key = self._keep(manifest, "application/json")
            mp3_key = self._keep(mp3, FORMATS["mp3"].media_type)
            with self._database.write() as session:
                _complete(session, job, owner, recording.manifest, (master_key, manifest_key))
                _note_mp3(session, job.narration.id, owner, mp3_key, mp3.stat().st_size)

    def _spoken_before(self, job: Job, folder: Path) -> SpokenBefore | None:
        """What this voice said of the article before it was edited."""
        with self._database.read() as session:
            previous = previous_rendered(session, job.narration)
        if previous is None or previous.master_key is None or previous.sample_rate != job.narrator.sample_rate:
            return None
        master = folder / "previous.flac"
        try:
            self._store.get(previous.master_key, master)
            return SpokenBefore(self.manifest(previous), master)
        except (AudioObjectMissing, EncodingFailed):
            return None  # speaking it all again is always possible

    def _extend(self, job: Job, owner: str, characters: int) -> None:
        progress = min(0.99, characters / max(1, job.article.characters))
        with self._database.write() as session:
            extend(session, job.narration.id, owner, self._settings.lease_seconds, progress)

    def _complete_as(self, job: Job, owner: str, known: Narration) -> None:
        """The same words by the same voice were rendered for another article: share the master."""
        assert known.master_key and known.manifest_key
        manifest = self.manifest(known)
        with self._database.write() as session:
            _complete(session, job, owner, manifest, (known.master_key, known.manifest_key))

    def _transcode(self, narration_id: str, audio_format: AudioFormat, speed: float, folder: Path) -> tuple[str, int]:
        with self._database.read() as session:
            narration = get_narration(session, narration_id)
            tags = self._tags(get_article(session, narration.article_id))
        assert narration.master_key is not None
        master, target = folder / "master.flac", folder / f"rendition{audio_format.suffix}"
        self._store.get(narration.master_key, master)
        transcode(master, target, audio_format, speed_filter(speed))
        write_tags(target, tags, self.manifest(narration).chapters(speed))
        return self._keep(target, audio_format.media_type), target.stat().st_size

    def _keep(self, file: Path, media_type: str) -> str:
        """Store a file under the hash of its bytes, so that no object ever changes; its key."""
        digest = file_hash(file)
        folder = "manifests" if media_type == "application/json" else "audio"
        key = f"{folder}/{digest[:2]}/{digest}{file.suffix}"
        if not self._store.exists(key):
            self._store.put(key, file, media_type)
        return key


def _complete(session: Session, job: Job, owner: str, manifest: Manifest, keys: tuple[str, str]) -> None:
    complete(
        session,
        job.narration.id,
        owner,
        render_key=job.render_key,
        duration=manifest.duration,
        samples=manifest.samples,
        sample_rate=manifest.sample_rate,
        master_key=keys[0],
        manifest_key=keys[1],
    )


def _note_mp3(session: Session, narration_id: str, owner: str, key: str, size: int) -> None:
    row = claim_rendition(session, narration_id, "mp3", 1.0, owner, _RENDITION_LEASE_SECONDS)
    if row is not None:
        complete_rendition(session, row.id, owner, key, size)
