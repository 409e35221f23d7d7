"""HTTP Live Streaming of an MP3 that is still being made: its frames, packed into segments of MPEG transport stream.

A segment may begin at any frame; who jumps into it misses a frame or two, whose bits lie in frames before. How many
frames each segment has is fixed, so that a playlist can be told from a number. Formats: ISO/IEC 13818-1, RFC 8216.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tts.audio.mp3 import delay_seconds, frame_length, frame_samples

_SECONDS = (0.2, 0.4, 0.8, 1.6, 3.0)  # of the first segments: something soon, and never much that waits to be full
_LATER_SECONDS = 4.0
MEDIA_TYPE = "video/mp2t"
SUFFIX = ".ts"

_PACKET = 188
_PMT_PID, _AUDIO_PID = 0x1000, 0x100
_CLOCK = 90_000  # ticks a second
_LEAD = _CLOCK  # a player's clock begins before the first frame is due
_FRAMES_A_PES = 12
_PES_HEADER, _CLOCK_FIELD = 14, 8  # bytes; the latter is the adaptation field that carries the clock
_PAT = bytes.fromhex("00b00d0001c100000001f000")  # one programme, whose map is at _PMT_PID
_PMT = bytes.fromhex("02b0120001c10000e100f000")  # its clock is at _AUDIO_PID; the stream follows


@dataclass(frozen=True)
class Segment:
    number: int  # from 0
    data: bytes  # MPEG transport stream


def frame_seconds(sample_rate: int) -> float:
    """How long an MP3 frame at this sample rate in Hz sounds."""
    return frame_samples(sample_rate) / sample_rate


def segment_seconds(number: int, sample_rate: int) -> float:
    """How long a segment sounds; the last may be shorter."""
    return _frames_in(number, sample_rate) * frame_seconds(sample_rate)


def playlist(urls: list[str], sample_rate: int, duration: float | None) -> str:
    """The media playlist of the segments there are; it is ended when the narration's duration in seconds is known.

    The narration's first sample is heard 1,105 samples after the stream's: the encoder and the player need them.
    """
    lengths = [segment_seconds(number, sample_rate) for number in range(len(urls))]
    if duration is not None and lengths:
        lengths[-1] = max(frame_seconds(sample_rate), duration + delay_seconds(sample_rate) - sum(lengths[:-1]))
    kind = "EVENT" if duration is None else "VOD"
    target = math.ceil(_LATER_SECONDS + frame_seconds(sample_rate))
    lines = ["#EXTM3U", "#EXT-X-VERSION:3", f"#EXT-X-TARGETDURATION:{target}", "#EXT-X-MEDIA-SEQUENCE:0"]
    lines += [f"#EXT-X-PLAYLIST-TYPE:{kind}", "#EXT-X-START:TIME-OFFSET=0"]
    for url, length in zip(urls, lengths, strict=True):
        lines += [f"#EXTINF:{length:.5f},", url]
    if duration is not None:
        lines.append("#EXT-X-ENDLIST")
    return "\n".join(lines) + "\n"


class Segmenter:
    """Cuts a growing MP3 into segments. Give it the bytes as they come, and `finish` it."""

    def __init__(self, sample_rate: int, give: Callable[[Segment], None], leave_out: int = 0) -> None:
        """`leave_out`: frames at the beginning, such as the one that tells the length."""
        self._rate = sample_rate
        self._give = give
        self._bytes = b""
        self._frames: list[bytes] = []
        self._number = 0
        self._leave_out = leave_out
        self._packer = _Packer(sample_rate)

    def add(self, data: bytes) -> None:
        """More of the MP3, cut anywhere."""
        self._bytes += data
        start = 0
        while len(self._bytes) - start >= 4:
            end = start + frame_length(self._bytes[start : start + 4])
            if len(self._bytes) < end:
                break
            self._take(self._bytes[start:end])
            start = end
        self._bytes = self._bytes[start:]

    def finish(self) -> int:
        """Give what is left; how many segments there are in all."""
        if self._frames:
            self._close()
        return self._number

    def _take(self, frame: bytes) -> None:
        if self._leave_out > 0:
            self._leave_out -= 1
            return
        self._frames.append(frame)
        if len(self._frames) == _frames_in(self._number, self._rate):
            self._close()

    def _close(self) -> None:
        self._give(Segment(self._number, self._packer.pack(self._frames)))
        self._number += 1
        self._frames = []


def mp3_of(stream: bytes) -> bytes:
    """The MP3 frames in a segment."""
    parts = []
    for start in range(0, len(stream), _PACKET):
        packet = stream[start : start + _PACKET]
        if (packet[1] & 0x1F) << 8 | packet[2] != _AUDIO_PID:
            continue
        payload = packet[5 + packet[4] :] if packet[3] & 0x20 else packet[4:]
        parts.append(payload[_PES_HEADER:] if packet[1] & 0x40 else payload)
    return b"".join(parts)


def _frames_in(number: int, sample_rate: int) -> int:
    seconds = _SECONDS[number] if number < len(_SECONDS) else _LATER_SECONDS
    return max(1, round(seconds / frame_seconds(sample_rate)))


class _Packer:
    """Makes a transport stream of MP3 frames, segment after segment."""

    def __init__(self, sample_rate: int) -> None:
        self._frame_ticks = frame_seconds(sample_rate) * _CLOCK
        kind = 0x03 if sample_rate >= 32_000 else 0x04  # MPEG-1 or MPEG-2 audio
        self._tables = ((0, _PAT), (_PMT_PID, _PMT + bytes([kind, 0xE0 | _AUDIO_PID >> 8, _AUDIO_PID & 0xFF, 0xF0, 0])))
        self._frames = self._counter = self._segments = 0

    def pack(self, frames: list[bytes]) -> bytes:
        """The next frames as a segment that begins with its tables."""
        packets = [_table_packet(pid, table, self._segments) for pid, table in self._tables]
        for first in range(0, len(frames), _FRAMES_A_PES):
            together = frames[first : first + _FRAMES_A_PES]
            packets += self._pes_packets(b"".join(together), _LEAD + round(self._frames * self._frame_ticks))
            self._frames += len(together)
        self._segments += 1
        return b"".join(packets)

    def _pes_packets(self, payload: bytes, ticks: int) -> Iterator[bytes]:
        """Audio to be heard at `ticks`, cut into transport packets; the first carries the clock."""
        data = b"\x00\x00\x01\xc0" + (len(payload) + 8).to_bytes(2, "big") + b"\x84\x80\x05" + _stamp(ticks) + payload
        field, start = _clock_field(ticks - _LEAD), 0
        while start < len(data):
            piece = data[start : start + _PACKET - 4 - len(field)]
            field = _stuffed(field, _PACKET - 4 - len(field) - len(piece))
            yield _header(_AUDIO_PID, start == 0, bool(field), self._counter) + field + piece
            start, field = start + len(piece), b""
            self._counter += 1


def _stamp(ticks: int) -> bytes:
    """A presentation time: 33 bits in three parts, each closed by a 1."""
    high, middle, low = ticks >> 29 & 0xE, ticks >> 14 & 0xFFFE, ticks << 1 & 0xFFFE
    return bytes([0x21 | high]) + (middle | 1).to_bytes(2, "big") + (low | 1).to_bytes(2, "big")


def _clock_field(ticks: int) -> bytes:
    """An adaptation field with a programme clock reference: 33 bits of base, 6 reserved, 9 of extension."""
    return bytes([_CLOCK_FIELD - 1, 0x50]) + ((ticks & (1 << 33) - 1) << 15 | 0x3F << 9).to_bytes(6, "big")


def _stuffed(field: bytes, count: int) -> bytes:
    """The adaptation field made `count` bytes longer; there may be none yet."""
    if count == 0:
        return field
    if not field:
        return bytes([count - 1]) + (b"\x00" + b"\xff" * (count - 2) if count > 1 else b"")
    return bytes([field[0] + count]) + field[1:] + b"\xff" * count


def _header(pid: int, starts: bool, adapted: bool, counter: int) -> bytes:
    return bytes([0x47, starts << 6 | pid >> 8, pid & 0xFF, (0x30 if adapted else 0x10) | counter & 0xF])


def _table_packet(pid: int, table: bytes, counter: int) -> bytes:
    section = table + _crc(table).to_bytes(4, "big")
    return (_header(pid, True, False, counter) + b"\x00" + section).ljust(_PACKET, b"\xff")


def _crc(data: bytes) -> int:
    """CRC-32/MPEG-2."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc
