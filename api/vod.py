"""The stream of a narration that nobody heard while it was rendered: its finished MP3, cut into segments."""

import tempfile
from pathlib import Path

from api.streams import Streams
from storage.errors import AudioObjectMissing
from storage.models import Narration
from storage.renditions import find_rendition
from storage.streams import keep_stream, segment_key
from tts.audio import hls
from tts.audio.mp3 import without_tags

_BEFORE_SOUND = 1  # frame: it tells the length


def stream_of(streams: Streams, narration: Narration) -> tuple[str, int]:
    """The prefix and number of segments of a completed narration's stream; it is made if there is none.

    Who makes it twice at once writes the same objects. Raises StorageError.
    """
    if narration.stream_prefix is not None:
        return narration.stream_prefix, narration.stream_segments
    assert narration.sample_rate is not None
    with streams.database.read() as session:
        mp3 = find_rendition(session, narration.id, "mp3", 1.0)
    if mp3 is None or mp3.key is None:
        raise AudioObjectMissing(f"The narration {narration.id} has no MP3.")
    prefix = f"hls/{mp3.key.removeprefix('audio/').removesuffix('.mp3')}"
    count = _cut(streams, mp3.key, prefix, narration.sample_rate)
    with streams.database.write() as session:
        keep_stream(session, narration.id, prefix, count)
    return prefix, count


def _cut(streams: Streams, mp3_key: str, prefix: str, sample_rate: int) -> int:
    with tempfile.TemporaryDirectory(prefix="readcast-") as folder:
        file = Path(folder) / "segment.ts"

        def keep(segment: hls.Segment) -> None:
            file.write_bytes(segment.data)
            streams.store.put(segment_key(prefix, segment.number), file, hls.MEDIA_TYPE)

        segmenter = hls.Segmenter(sample_rate, keep, leave_out=_BEFORE_SOUND)
        segmenter.add(without_tags(streams.store.read(mp3_key)))
        return segmenter.finish()
