"""Renditions: a master delivered in one format at one speed, made when it is first asked for."""

import tempfile
import threading
from pathlib import Path

from api.settings import Settings
from storage.articles import get_article
from storage.audio_store import AudioStore
from storage.database import Database
from storage.errors import StorageError
from storage.models import Article as ArticleRow
from storage.models import Narration, Rendition
from storage.narrations import get_narration
from storage.renditions import claim_rendition, complete_rendition, fail_rendition
from tts.audio.encode import FORMATS, AudioFormat, transcode
from tts.audio.speed import speed_filter
from tts.audio.tags import Tags, read_cover, write_tags
from tts.errors import TTSError
from tts.manifest import Manifest
from tts.voice_files import file_hash

_LEASE_SECONDS = 900


class RenditionMaker:
    """Makes renditions from masters, at most one a core at once. Safe to use from several threads."""

    def __init__(self, settings: Settings, database: Database, store: AudioStore) -> None:
        self._settings = settings
        self._database = database
        self._store = store
        # ffmpeg takes a core: more at once would only slow each other down.
        self._slots = threading.BoundedSemaphore(settings.worker_threads)

    def make(self, narration_id: str, format_name: str, speed: float, owner: str) -> Rendition | None:
        """Make a rendition of a completed narration.

        None when it exists already or somebody else is making it. Raises TTSError and StorageError.
        """
        with self._database.write() as session:
            row = claim_rendition(session, narration_id, format_name, speed, owner, _LEASE_SECONDS)
            narration = get_narration(session, narration_id)
            tags = self.tags(get_article(session, narration.article_id))
        if row is None:
            return None
        try:
            key, size = self.transcode(narration, tags, FORMATS[format_name], speed)
        except (TTSError, StorageError) as error:
            with self._database.write() as session:
                fail_rendition(session, row.id, owner, str(error))
            raise
        with self._database.write() as session:
            complete_rendition(session, row.id, owner, key, size)
        return row

    def transcode(self, narration: Narration, tags: Tags, audio_format: AudioFormat, speed: float) -> tuple[str, int]:
        """Write and store a file made from a completed narration's master; its key and size in bytes."""
        assert narration.master_key is not None
        with self._slots, tempfile.TemporaryDirectory(prefix="readcast-") as folder:
            master, target = Path(folder) / "master.flac", Path(folder) / f"rendition{audio_format.suffix}"
            self._store.get(narration.master_key, master)
            transcode(master, target, audio_format, speed_filter(speed))
            write_tags(target, tags, self.manifest(narration).chapters(speed))
            return self.keep(target, audio_format.media_type), target.stat().st_size

    def manifest(self, narration: Narration) -> Manifest:
        """The manifest of a completed narration. Raises StorageError."""
        assert narration.manifest_key is not None
        return Manifest.from_json(self._store.read(narration.manifest_key))

    def tags(self, article: ArticleRow) -> Tags:
        cover = read_cover(self._settings.cover) if self._settings.cover else None
        return Tags(article.title, article.byline, self._settings.album or None, cover)

    def keep(self, file: Path, media_type: str) -> str:
        """Store a file under the hash of its bytes, so that no object ever changes; its key."""
        digest = file_hash(file)
        folder = "manifests" if media_type == "application/json" else "audio"
        key = f"{folder}/{digest[:2]}/{digest}{file.suffix}"
        if not self._store.exists(key):
            self._store.put(key, file, media_type)
        return key
