"""Renditions: a master delivered in one format at one speed, made when it is first asked for."""

import tempfile
import threading
from pathlib import Path

from api.settings import Settings
from storage.articles import get_article
from storage.audio_store import AudioStore
from storage.database import Database
from storage.errors import AudioStoreUnavailable
from storage.models import Article as ArticleRow
from storage.models import Narration, Rendition
from storage.narrations import get_narration
from storage.renditions import claim_rendition, complete_rendition, fail_rendition, release_rendition
from tts.audio.encode import FORMATS, AudioFormat, transcode
from tts.audio.speed import speed_filter
from tts.audio.tags import Tags, read_cover, write_tags
from tts.manifest import Manifest
from tts.voice_files import file_hash

_LEASE_SECONDS = 600


class RenditionMaker:
    """Makes renditions from masters, at most one a core at once. Safe to use from several threads."""

    def __init__(self, settings: Settings, database: Database, store: AudioStore) -> None:
        self._settings = settings
        self._database = database
        self._store = store
        self._cover = read_cover(settings.cover) if settings.cover else None
        # ffmpeg takes a core: more at once would only slow each other down.
        self._slots = threading.BoundedSemaphore(settings.worker_threads)

    def make(
        self, narration_id: str, format_name: str, speed: float, owner: str, patience: float | None = None
    ) -> Rendition | None:
        """Make a rendition of a completed narration.

        None when it exists already, somebody else is making it, or no core came free within `patience` seconds
        (None waits for ever). Raises TTSError and StorageError.
        """
        if not self._slots.acquire(timeout=patience):
            return None
        try:
            return self._make(narration_id, format_name, speed, owner)
        finally:
            self._slots.release()

    def _make(self, narration_id: str, format_name: str, speed: float, owner: str) -> Rendition | None:
        with self._database.write() as session:
            row = claim_rendition(session, narration_id, format_name, speed, owner, _LEASE_SECONDS)
            narration = get_narration(session, narration_id)
            article = get_article(session, narration.article_id)
        if row is None:
            return None
        made: tuple[str, int] | None = None
        away = False
        try:
            made = self.transcode(narration, narration_id, self.tags(article), FORMATS[format_name], speed)
        except AudioStoreUnavailable:
            away = True
            raise
        finally:
            with self._database.write() as session:  # whatever went wrong, the next who asks may try
                if away:
                    release_rendition(session, row.id, owner)
                elif made is None:
                    fail_rendition(session, row.id, owner, "It could not be made; the server's log has the reason.")
                else:
                    complete_rendition(session, row.id, owner, *made)
        return row

    def transcode(
        self, source: Narration, narration_id: str, tags: Tags, audio_format: AudioFormat, speed: float
    ) -> tuple[str, int]:
        """Write and store a file made from a completed narration's master; its key and size in bytes.

        `narration_id` names the narration it is made for: that of `source`, or one that shares its master.
        """
        assert source.master_key is not None
        with tempfile.TemporaryDirectory(prefix="readcast-") as folder:
            master, target = Path(folder) / "master.flac", Path(folder) / f"rendition{audio_format.suffix}"
            self._store.get(source.master_key, master)
            transcode(master, target, audio_format, speed_filter(speed))
            write_tags(target, tags, self.manifest(source).chapters(speed))
            return self.keep(target, audio_format.media_type, narration_id), target.stat().st_size

    def manifest(self, narration: Narration) -> Manifest:
        """The manifest of a completed narration. Raises StorageError."""
        assert narration.manifest_key is not None
        return Manifest.from_json(self._store.read(narration.manifest_key))

    def tags(self, article: ArticleRow) -> Tags:
        return Tags(article.title, article.byline, self._settings.album or None, self._cover)

    def keep(self, file: Path, media_type: str, narration_id: str) -> str:
        """Store a file under the hash of its bytes, so that no object ever changes; its key.

        The narration is in the key, so that deleting another narration never takes an object that this one is
        about to name.
        """
        digest = file_hash(file)
        folder = "manifests" if media_type == "application/json" else "audio"
        key = f"{folder}/{digest[:2]}/{digest}-{narration_id.removeprefix('nar_')}{file.suffix}"
        self._store.put(key, file, media_type)
        return key
