"""The stream of a narration that nobody heard while it was rendered: its finished MP3, cut into segments."""

import secrets
import tempfile
from pathlib import Path

from api.streams import Streams
from storage.errors import AudioObjectMissing
from storage.models import Narration
from storage.narrations import get_narration
from storage.renditions import find_rendition
from storage.streams import keep_stream, segment_key, segment_keys
from tts.audio import hls
from tts.audio.mp3 import without_tags

_BEFORE_SOUND = 1  # frame: it tells the length


def stream_of(streams: Streams, narration: Narration) -> tuple[str, int]:
    """The prefix and number of segments of a completed narration's stream; it is made if there is none.

    If two make it at once, the first one's is kept. Raises StorageError.
    """
    if narration.stream_prefix is not None:
        return narration.stream_prefix, narration.stream_segments
    assert narration.sample_rate is not None
    with streams.database.read() as session:
        mp3 = find_rendition(session, narration.id, "mp3", 1.0)
    if mp3 is None or mp3.key is None:
        raise AudioObjectMissing(f"The narration {narration.id} has no MP3.")
    # Never a prefix of before: `readcast gc` may be taking that one's objects away.
    prefix = f"hls/{mp3.key.removeprefix('audio/').removesuffix('.mp3')}-{secrets.token_hex(4)}"
    count = _cut(streams, mp3.key, prefix, narration.sample_rate)
    with streams.database.write() as session:
        kept = keep_stream(session, narration.id, prefix, count)
    if kept:
        return prefix, count
    streams.store.delete(segment_keys(prefix, count))
    with streams.database.read() as session:
        first = get_narration(session, narration.id)
    if first.stream_prefix is None:
        raise AudioObjectMissing(f"The narration {narration.id} has no stream.")
    return first.stream_prefix, first.stream_segments


def _cut(streams: Streams, mp3_key: str, prefix: str, sample_rate: int) -> int:
    with tempfile.TemporaryDirectory(prefix="readcast-") as folder:
        file = Path(folder) / "segment.ts"

        def keep(segment: hls.Segment) -> None:
            file.write_bytes(segment.data)
            streams.store.put(segment_key(prefix, segment.number), file, hls.MEDIA_TYPE)

        segmenter = hls.Segmenter(sample_rate, keep, leave_out=_BEFORE_SOUND)
        segmenter.add(without_tags(streams.store.read(mp3_key)))
        return segmenter.finish()
