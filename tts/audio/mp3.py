"""MP3, made by LAME in this process, and what its frames and tags look like. The only module that imports lameenc.

Formats: ISO/IEC 11172-3 and 13818-3; the Info frame as LAME writes it.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import lameenc

BIT_RATE = 64  # kbit/s, constant: players seek in it exactly; transparent for 22.05 kHz mono speech
QUALITY = 7  # of LAME, 0 to 9: as near to the samples as its best, at a third of the cost
_START_DELAY = 576  # samples before the first that was given, as players count them
_DECODER_DELAY = 529  # and what a decoder adds
_RATES = {0b11: (44_100, 48_000, 32_000), 0b10: (22_050, 24_000, 16_000), 0b00: (11_025, 12_000, 8_000)}
_KBITS_MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_MPEG2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


class Mp3File:
    """Signed 16-bit mono PCM in, an MP3 file out, whose first frame tells its length."""

    def __init__(self, path: Path, rate: int, hear: Callable[[bytes], None] | None = None) -> None:
        """`hear` is given the frames as they are made, then b"". Raises OSError."""
        self._rate, self._hear = rate, hear or (lambda data: None)
        self._lame = _lame(rate)
        self._samples = self._bytes = 0
        self._header = b""  # of the first frame
        self._file = path.open("wb")

    def write(self, pcm: bytes) -> None:
        """Raises OSError; RuntimeError if LAME does not know the rate."""
        self._samples += len(pcm) // 2
        self._put(bytes(self._lame.encode(pcm)))

    def close(self) -> None:
        """Write what is left, and the length. Raises OSError."""
        with self._file:
            if self._samples:
                self._put(bytes(self._lame.flush()))
                self._file.seek(0)
                self._file.write(info_frame(self._header, self._bytes, self._samples, self._rate))
            self._hear(b"")

    def abandon(self) -> None:
        """Close the file as it is."""
        self._file.close()

    def _put(self, frames: bytes) -> None:
        if not frames:
            return
        if not self._header:
            self._header = frames[:4]
            self._file.write(bytes(frame_length(self._header)))  # place for the Info frame
        self._file.write(frames)
        self._bytes += len(frames)
        self._hear(frames)


def mp3_frames(pieces: Iterable[bytes], rate: int) -> Iterator[bytes]:
    """Signed 16-bit mono PCM as bare MP3 frames, as it comes."""
    lame = _lame(rate)
    for piece in pieces:
        yield bytes(lame.encode(piece))
    yield bytes(lame.flush())


def _lame(rate: int) -> lameenc.Encoder:
    lame = lameenc.Encoder()
    lame.set_bit_rate(BIT_RATE)
    lame.set_in_sample_rate(rate)
    lame.set_out_sample_rate(rate)
    lame.set_channels(1)
    lame.set_quality(QUALITY)
    lame.silence()
    return lame


def info_frame(header: bytes, size: int, samples: int, rate: int) -> bytes:
    """A silent frame that says how long the others are: `size` in bytes, `samples` of sound at `rate` in Hz."""
    length, frame = frame_length(header), frame_samples(rate)
    frames = round(size * rate / (frame * BIT_RATE * 125))
    padding = frames * frame - samples - _START_DELAY
    side_information = 17 if header[1] & 8 else 9  # bytes, of one channel
    told = header + bytes(side_information) + b"Info" + (3).to_bytes(4, "big")
    told += frames.to_bytes(4, "big") + (size + length).to_bytes(4, "big")
    told += b"LAME3.100" + b"\x01" + bytes(10) + bytes([BIT_RATE])  # version, constant bit rate, no gains
    told += (_START_DELAY << 12 | padding).to_bytes(3, "big") + bytes(4) + (size + length).to_bytes(4, "big") + bytes(2)
    return (told + _crc16(told).to_bytes(2, "big")).ljust(length, b"\x00")


def delay_seconds(rate: int) -> float:
    """How late a player that has no Info frame hears the first sample."""
    return (_START_DELAY + _DECODER_DELAY) / rate


def frame_samples(rate: int) -> int:
    """Samples in a frame at this sample rate in Hz."""
    return 1152 if rate >= 32_000 else 576


def frame_length(data: bytes) -> int:
    """Bytes of the MP3 frame that begins here. Raises ValueError where none does."""
    version, layer = data[1] >> 3 & 3, data[1] >> 1 & 3
    bits, rate = data[2] >> 4, data[2] >> 2 & 3
    if data[0] != 0xFF or data[1] < 0xE0 or layer != 1 or bits in (0, 15) or rate == 3:
        raise ValueError("There is no MP3 frame here.")
    kbits = (_KBITS_MPEG1 if version == 3 else _KBITS_MPEG2)[bits]
    hertz = _RATES[version][rate]
    return frame_samples(hertz) * kbits * 125 // hertz + (data[2] >> 1 & 1)


def without_tags(mp3: bytes) -> bytes:
    """The frames of an MP3 file, without an ID3v2 tag before or an ID3v1 tag behind them."""
    if mp3[:3] == b"ID3":
        size = sum((byte & 0x7F) << shift for byte, shift in zip(mp3[6:10], (21, 14, 7, 0), strict=True))
        mp3 = mp3[10 + size :]
    return mp3[:-128] if mp3[-128:-125] == b"TAG" else mp3


def _crc16(data: bytes) -> int:
    """CRC-16, reflected, from 0."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc
