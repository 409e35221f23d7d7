"""One narration from queued to completed: the one place where speech and storage meet.

Objects are stored first, the row is completed second, so nothing half-written is ever listed.
"""

import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from api.heartbeat import Heartbeat
from api.live import LiveStream
from api.narrated import NarratedArticles
from api.parts import LongText, SharedSpeaking
from api.renditions import RenditionMaker
from api.settings import Settings
from api.streams import Streams
from storage.articles import get_article
from storage.columns import utc_now
from storage.errors import AudioObjectMissing, LeaseLost, StorageError
from storage.leases import Rendered, complete
from storage.models import Narration, Priority
from storage.narrations import find_rendered, get_narration, spoken_before
from storage.renditions import asked_renditions, claim_rendition, complete_rendition
from storage.streams import segment_keys
from tts.article import Article
from tts.audio.encode import FORMATS
from tts.audio.tags import Tags
from tts.errors import EncodingFailed, TTSError
from tts.manifest import Manifest
from tts.narrate import SpokenPart, SpokenSentence, narrate, narrate_live, record, render_key
from tts.narrator import Narrator
from tts.pool import BATCH, INTERACTIVE, SOON, Lane, SynthesisPool
from tts.reuse import SpokenBefore
from tts.text.lexicon import Lexicon

logger = logging.getLogger(__name__)


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


@dataclass(frozen=True)
class Stored:
    """What a finished narration has in the audio store."""

    manifest: Manifest
    master_key: str
    manifest_key: str
    mp3_key: str
    mp3_size: int  # bytes
    stream: tuple[str | None, int] = (None, 0)  # its prefix, where there is one, and number of segments


class Renderer:
    """Renders narrations. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        streams: Streams,
        articles: NarratedArticles,
        narrator_for: Callable[[str, Article, Lexicon], Narrator],
        renditions: RenditionMaker,
        *,
        pool: SynthesisPool,
        shared: SharedSpeaking | None = None,
    ) -> None:
        """With `shared`, long texts that nobody waits for are spoken by several workers."""
        self._settings = settings
        self._database, self._store = streams.database, streams.store
        self._articles = articles
        self._narrator_for = narrator_for
        self._renditions = renditions
        self._streams = streams
        self._pool = pool
        self._shared = shared

    def render(self, narration_id: str, owner: str, should_stop: Callable[[], bool]) -> None:
        """Render a narration that `owner` has claimed. Raises TTSError, StorageError, LeaseLost, Interrupted."""
        with Heartbeat(self._database, narration_id, owner, self._settings.lease_seconds) as heartbeat:

            def go_on(progress: float = 0.0) -> None:
                if should_stop():
                    raise Interrupted
                heartbeat.note(progress)

            job = self._prepare(narration_id, go_on)

            def on_progress(characters: int) -> None:
                go_on(characters / max(1, job.article.characters))

            with self._database.read() as session:
                known = find_rendered(session, job.render_key)
            if known is None or not self._complete_as(job, owner, known):
                self._speak(job, owner, on_progress)
            before = job.narration  # what an earlier attempt streamed is nobody's now
            self._store.delete(segment_keys(before.stream_prefix, before.stream_segments))
        for speed in self._settings.speeds:
            self._renditions.make(narration_id, "mp3", speed, owner)
        self._make_asked(narration_id, owner)

    def help(self, narration_id: str, owner: str, should_stop: Callable[[], bool]) -> None:
        """Speak parts of a long narration that somebody else renders. Raises as `render`, but for LeaseLost."""
        if self._shared is None:
            return

        def go_on() -> None:
            if should_stop():
                raise Interrupted

        job = self._prepare(narration_id, go_on)
        self._shared.help(self._long(job, owner, self._shared), go_on)

    def sounds(self, narration_id: str) -> bool:
        """Whether a listener can hear the narration that is rendered here."""
        stream = self._streams.here(narration_id)
        return stream is not None and stream.segments > 0

    def _make_asked(self, narration_id: str, owner: str) -> None:
        """The files that batches asked for ahead. What fails is told by its row; the narration is completed."""
        with self._database.read() as session:
            asked = asked_renditions(session, narration_id)
        for rendition in asked:
            try:
                self._renditions.make(narration_id, rendition.format, rendition.speed, owner)
            except (TTSError, StorageError):
                logger.exception("The rendition %s could not be made.", rendition.id)

    def _prepare(self, narration_id: str, go_on: Callable[[], None]) -> Job:
        with self._database.read() as session:
            narration = get_narration(session, narration_id)
            row = get_article(session, narration.article_id)
        if (narration.content_hash, narration.lexicon_hash) != (row.hash_for(narration.kind), row.lexicon_hash):
            raise LeaseLost(f"The article of {narration_id} has changed since.")
        lexicon = Lexicon.from_json(row.lexicon)
        article = self._articles.read(row, narration.kind, go_on)
        narrator = self._narrator_for(narration.voice, article, lexicon)
        return Job(narration, article, render_key(article, narrator), narrator, self._renditions.tags(row))

    def _complete_as(self, job: Job, owner: str, known: Narration) -> bool:
        """Share the master of an equal narration of another article; False if that is gone by now."""
        assert known.master_key and known.manifest_key
        try:
            manifest = self._renditions.manifest(known)
            mp3 = self._renditions.transcode(known, job.narration.id, job.tags, FORMATS["mp3"], 1.0)
        except AudioObjectMissing:
            return False
        with self._database.write() as session:
            # Asked again, the row holds its objects against deletion until this transaction ends.
            still = find_rendered(session, job.render_key)
            if still is None or still.master_key != known.master_key:
                return False
            self._complete(session, job, owner, Stored(manifest, known.master_key, known.manifest_key, *mp3))
        return True

    def _speak(self, job: Job, owner: str, on_progress: Callable[[int], None]) -> None:
        with tempfile.TemporaryDirectory(prefix="readcast-") as folder, ExitStack() as opened:
            before = [opened.enter_context(closing(one)) for one in self._spoken_before(job, Path(folder))]
            if not before and job.narration.priority <= Priority.BATCH:
                parts = self._spoken_by_many(job, owner, Path(folder), on_progress)
                before = [opened.enter_context(closing(one)) for one in parts]
            if job.narration.priority >= Priority.INTERACTIVE:
                stored = self._speak_live(job, Path(folder), before, on_progress)
            else:
                spoken = narrate(job.article, job.narrator, before=before, lane=self._unheard_lane(job.narration))
                stored = self._record(job, Path(folder), spoken, on_progress=on_progress)
            with self._database.write() as session:
                self._complete(session, job, owner, stored)
        if self._shared:
            self._shared.forget(job.narration.id)

    def _long(self, job: Job, owner: str, shared: SharedSpeaking) -> LongText:
        lane = self._unheard_lane(job.narration)
        return LongText(job.narration.id, owner, job.article, job.narrator, lane, shared.part_words)

    def _spoken_by_many(
        self, job: Job, owner: str, folder: Path, on_progress: Callable[[int], None]
    ) -> Iterator[SpokenBefore]:
        """All of a long text, in parts that are only to be stitched; nothing of others."""
        if self._shared is None or not self._shared.worth_it(job.article):
            return
        characters = job.article.characters
        self._shared.speak_all(
            self._long(job, owner, self._shared), lambda share: on_progress(round(share * characters))
        )
        yield from self._shared.spoken(job.narration.id, folder)

    def _unheard_lane(self, narration: Narration) -> Lane:
        rank = SOON if narration.priority > Priority.BATCH else BATCH
        return self._pool.lane(rank, (utc_now() - narration.created_at).total_seconds())

    def _speak_live(
        self, job: Job, folder: Path, before: Sequence[SpokenBefore], on_progress: Callable[[int], None]
    ) -> Stored:
        """For who listens already."""
        with LiveStream(self._streams, job.narration, job.narrator.sample_rate) as live:
            spoken = narrate_live(job.article, job.narrator, before=before, lane=self._pool.lane(INTERACTIVE))
            stored = self._record(job, folder, live.told(spoken), on_progress=on_progress, on_mp3=live.hear)
            return replace(stored, stream=(live.prefix, live.finish()))

    def _record(
        self, job: Job, folder: Path, spoken: Iterable[SpokenPart | SpokenSentence], **listening: Any
    ) -> Stored:
        """Speak into files and store them; `listening` as of `record`."""
        master, mp3 = folder / "master.flac", folder / "narration.mp3"
        outputs = {master: FORMATS["flac"], mp3: FORMATS["mp3"]}
        manifest = record(spoken, job.narrator.sample_rate, outputs, job.tags, **listening).manifest
        described = folder / "manifest.json"
        with described.open("w", encoding="utf-8") as file:
            file.writelines(manifest.json_parts())
        keep = partial(self._renditions.keep, narration_id=job.narration.id)
        return Stored(
            manifest,
            master_key=keep(master, FORMATS["flac"].media_type),
            manifest_key=keep(described, "application/json"),
            mp3_key=keep(mp3, FORMATS["mp3"].media_type),
            mp3_size=mp3.stat().st_size,
        )

    def _spoken_before(self, job: Job, folder: Path) -> list[SpokenBefore]:
        """What this voice said of the article before it was edited, or for its takeaways in the article itself."""
        with self._database.read() as session:
            earlier = spoken_before(session, job.narration)
        found = []
        for number, narration in enumerate(earlier):
            if narration.master_key is None or narration.sample_rate != job.narrator.sample_rate:
                continue
            master = folder / f"earlier-{number}.flac"
            with suppress(AudioObjectMissing, EncodingFailed):  # speaking it all again is always possible
                self._store.get(narration.master_key, master)
                found.append(SpokenBefore(self._renditions.manifest(narration), master))
        return found

    def _complete(self, session: Session, job: Job, owner: str, stored: Stored) -> None:
        """The rows of what is in the store: the narration and its MP3 become visible together."""
        rendered = Rendered(
            render_key=job.render_key,
            duration=stored.manifest.duration,
            samples=stored.manifest.samples,
            sample_rate=stored.manifest.sample_rate,
            master_key=stored.master_key,
            manifest_key=stored.manifest_key,
            stream_prefix=stored.stream[0],
            stream_segments=stored.stream[1],
        )
        complete(session, job.narration.id, owner, rendered)
        row = claim_rendition(session, job.narration.id, "mp3", 1.0, owner, self._settings.lease_seconds)
        if row is not None:
            complete_rendition(session, row.id, owner, stored.mp3_key, stored.mp3_size)
