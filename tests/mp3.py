"""What an MP3 file's own header says, as players read it."""

from pathlib import Path

SAMPLES_PER_FRAME = 576  # MPEG-2 layer III: rates up to 24 kHz


def header_seconds(path: Path, rate: int = 22_050) -> float:
    """Playing time by the Info header: its frames without the encoder's delay and padding."""
    data = path.read_bytes()
    start = data.index(b"Info")
    flags = int.from_bytes(data[start + 4 : start + 8])
    assert flags & 1, "the header does not count its frames"
    frames = int.from_bytes(data[start + 8 : start + 12])
    extension = start + 8 + 4 * (flags & 1) + 4 * (flags >> 1 & 1) + 100 * (flags >> 2 & 1) + 4 * (flags >> 3 & 1)
    delays = int.from_bytes(data[extension + 21 : extension + 24])
    return (frames * SAMPLES_PER_FRAME - (delays >> 12) - (delays & 0xFFF)) / rate
