"""A long text spoken by several workers: each takes the next range of sentences, and one stitches them.

Who renders the narration asks for help and speaks ranges like everybody else, so it never waits for a worker that does
not come; and ranges that were spoken before it died need not be spoken again.
"""

import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from api.renditions import RenditionMaker
from storage.audio_store import AudioStore
from storage.database import Database
from storage.errors import AudioObjectMissing, LeaseLost, NarrationNotFound
from storage.models import NarrationPart, Status
from storage.parts import claim_part, complete_part, drop_parts, extend_part, parts_of, plan_parts, release_part
from tts.article import Article
from tts.audio.encode import FORMATS
from tts.errors import EmptyArticle, EncodingFailed
from tts.manifest import Manifest
from tts.narrate import narrate, record
from tts.narrator import Narrator
from tts.pool import Lane
from tts.reuse import SpokenBefore
from tts.text.sentences import split_sentences

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0  # between two looks at what others have spoken

AskForHelp = Callable[[str, int], None]  # a narration's id, and how many may help


@dataclass(frozen=True)
class LongText:
    """A narration as somebody speaks parts of it. `owner` names who does."""

    narration_id: str
    owner: str
    article: Article
    narrator: Narrator
    lane: Lane
    part_words: int

    @cached_property
    def ranges(self) -> list[range]:
        """The sentences of each part, of about `part_words` words; the same for everybody."""
        ranges, start, words = [], 0, 0
        end = 0
        for end, sentence in enumerate(split_sentences(self.article), 1):
            words += len(sentence.text.split())
            if words >= self.part_words:
                ranges.append(range(start, end))
                start, words = end, 0
        return [*ranges, range(start, end)] if start < end else ranges


class SharedSpeaking:
    """Safe to use from several threads."""

    def __init__(
        self,
        database: Database,
        store: AudioStore,
        renditions: RenditionMaker,
        ask: AskForHelp,
        *,
        split_words: int,
        lease_seconds: int,
    ) -> None:
        self._database = database
        self._store = store
        self._renditions = renditions
        self._ask = ask
        self._split_words = split_words
        self._lease_seconds = lease_seconds

    @property
    def part_words(self) -> int:
        return max(1, self._split_words // 4)

    def worth_it(self, article: Article) -> bool:
        """Whether the article is long enough to be shared."""
        return 0 < self._split_words < sum(len(block.text.split()) for _, block in article.read_blocks)

    def speak_all(self, text: LongText, on_progress: Callable[[float], None]) -> None:
        """Have all parts spoken, here and wherever somebody helps; return when all are in the store.

        `on_progress` is given the share that is spoken, often; what it raises ends this, and so do TTSError and
        StorageError.
        """
        total = len(text.ranges)
        with self._database.write() as session:
            plan_parts(session, text.narration_id, total)
        self._ask(text.narration_id, total - 1)
        while True:
            with self._database.read() as session:
                done = sum(part.status is Status.COMPLETED for part in parts_of(session, text.narration_id))
            share = done / total
            on_progress(share)
            if done >= total:
                return
            if not self._speak_next(text, lambda share=share: on_progress(share)):  # type: ignore[misc]
                time.sleep(_LOOK_SECONDS)  # the last ones are spoken elsewhere

    def help(self, text: LongText, on_sentence: Callable[[], None]) -> None:
        """Speak parts of a narration that somebody else renders, until there is none left. Raises as `speak_all`."""
        with suppress(LeaseLost, NarrationNotFound):  # it was canceled, or is done
            while self._speak_next(text, on_sentence):
                pass

    def spoken(self, narration_id: str, folder: Path) -> Iterator[SpokenBefore]:
        """What was spoken, fetched into the folder; without what the store has lost. Close them."""
        with self._database.read() as session:
            parts = parts_of(session, narration_id)
        for part in parts:
            if part.master_key is not None and part.manifest_key is not None:
                master = folder / f"part-{part.number}.flac"
                with suppress(AudioObjectMissing, EncodingFailed):  # then it is spoken again
                    self._store.get(part.master_key, master)
                    yield SpokenBefore(Manifest.from_json(self._store.read(part.manifest_key)), master)

    def forget(self, narration_id: str) -> None:
        """The narration is completed: its parts are needed no more."""
        with self._database.write() as session:
            keys = drop_parts(session, narration_id)
        self._store.delete(keys)

    def _speak_next(self, text: LongText, on_sentence: Callable[[], None]) -> bool:
        """Speak the next part; False if there is none."""
        with self._database.write() as session:
            part = claim_part(session, text.narration_id, text.owner, self._lease_seconds)
        if part is None:
            return False
        settled = False
        try:
            keys = self._speak(text, part, on_sentence)
            with self._database.write() as session:
                complete_part(session, part, text.owner, *keys)
            settled = True
            logger.info("Part %d of narration %s is spoken.", part.number, text.narration_id)
        finally:
            if not settled:
                with suppress(LeaseLost), self._database.write() as session:
                    release_part(session, part, text.owner)
        return True

    def _speak(
        self, text: LongText, part: NarrationPart, on_sentence: Callable[[], None]
    ) -> tuple[str | None, str | None]:
        """The keys of the part's master and manifest; none where nothing in it can be spoken."""
        extended = time.monotonic()

        def on_progress(characters: int) -> None:
            nonlocal extended
            on_sentence()
            if time.monotonic() - extended > self._lease_seconds / 4:
                extended = time.monotonic()
                with self._database.write() as session:
                    extend_part(session, part, text.owner, self._lease_seconds)

        if part.number >= len(text.ranges):  # planned by a worker with another READCAST_SPLIT_WORDS
            return None, None
        with tempfile.TemporaryDirectory(prefix="readcast-") as name:
            master, described = Path(name) / "part.flac", Path(name) / "part.json"
            spoken = narrate(text.article, text.narrator, lane=text.lane, only=text.ranges[part.number])
            try:
                made = record(spoken, text.narrator.sample_rate, {master: FORMATS["flac"]}, on_progress=on_progress)
            except EmptyArticle:
                return None, None
            described.write_text(made.manifest.to_json(), "utf-8")
            keep = self._renditions.keep
            return (
                keep(master, FORMATS["flac"].media_type, text.narration_id),
                keep(described, "application/json", text.narration_id),
            )
