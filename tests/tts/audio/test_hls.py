"""What is cut from a growing MP3 is a transport stream that plays, and holds the same frames."""

import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.mp3 import header_seconds
from tts.audio.encode import FORMATS, Encoder, ffmpeg_path
from tts.audio.hls import Segment, Segmenter, frame_seconds, mp3_of, playlist, segment_seconds
from tts.audio.mp3 import delay_seconds, without_tags
from tts.audio.tags import Tags, write_tags

RATES = (16_000, 22_050, 44_100)
SECONDS = 12.3
AUDIO_PID = 0x100


def pcm(seconds: float, rate: int) -> bytes:
    count = np.arange(round(seconds * rate))
    wave = 0.3 * np.sin(2 * np.pi * 440 * count / rate) * np.sin(np.pi * count / rate) ** 2
    return (wave * 32767).astype("<i2").tobytes()


@pytest.fixture(scope="module", params=RATES)
def rate(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def made(rate: int, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """An MP3 as it came from the encoder, frame by frame, and the file of it."""
    path, heard = tmp_path_factory.mktemp("mp3") / "a.mp3", bytearray()
    with Encoder(rate, {path: FORMATS["mp3"]}, heard.extend) as encoder:
        encoder.write(pcm(SECONDS, rate))
    return bytes(heard), path


@pytest.fixture(scope="module")
def segments(rate: int, made: tuple[bytes, Path]) -> list[Segment]:
    return cut(made[0], rate)


def cut(mp3: bytes, rate: int, sizes: tuple[int, ...] = (4096,), leave_out: int = 0) -> list[Segment]:
    given: list[Segment] = []
    segmenter = Segmenter(rate, given.append, leave_out)
    start = step = 0
    while start < len(mp3):
        size = sizes[step % len(sizes)]
        segmenter.add(mp3[start : start + size])
        start, step = start + size, step + 1
    assert segmenter.finish() == len(given)
    return given


def first_frame(mp3: bytes) -> int:
    """Bytes of the first frame: the next one begins with the same sync word and version."""
    return mp3.index(mp3[:2], 4)


def packets(segment: Segment) -> list[bytes]:
    assert len(segment.data) % 188 == 0
    return [segment.data[start : start + 188] for start in range(0, len(segment.data), 188)]


def pid(packet: bytes) -> int:
    return (packet[1] & 0x1F) << 8 | packet[2]


def decoded(source: Path, rate: int) -> int:
    """How many samples ffmpeg finds; it must have nothing to complain about."""
    command = [ffmpeg_path(), "-v", "warning", "-nostdin", "-allowed_extensions", "ALL"]
    if source.suffix != ".m3u8":
        command = command[:4]
    command += ["-i", str(source), "-f", "s16le", "-c:a", "pcm_s16le", "-ar", str(rate), "-"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return len(done.stdout) // 2


def test_the_frames_come_as_they_are_in_the_file(made: tuple[bytes, Path]) -> None:
    live, path = made
    file = path.read_bytes()
    header = first_frame(without_tags(file))
    assert without_tags(file)[header:] == live
    write_tags(path, Tags("Harbour", "Ada", None, None), ())
    assert path.read_bytes()[:3] == b"ID3"
    assert without_tags(path.read_bytes())[header:] == live
    assert without_tags(path.read_bytes() + b"TAG".ljust(128, b"\0"))[header:] == live


def test_frames_come_while_more_is_still_to_be_written(rate: int, tmp_path: Path) -> None:
    path, heard = tmp_path / "a.mp3", bytearray()
    with Encoder(rate, {path: FORMATS["mp3"]}, heard.extend) as encoder:
        encoder.write(pcm(0.3, rate))
        deadline = time.monotonic() + 10
        while not heard and time.monotonic() < deadline:
            time.sleep(0.01)
        soon = cut(bytes(heard), rate, leave_out=0)
        assert soon and mp3_of(soon[0].data)
        encoder.write(pcm(0.7, rate))
    data = path.read_bytes()
    assert b"Info" in data[:4096]
    if rate < 32_000:  # the length is told in frames of MPEG-2
        assert header_seconds(path, rate) == pytest.approx(1.0, abs=0.005)
    assert decoded(path, rate) == pytest.approx(rate, abs=2 * frame_seconds(rate) * rate)


@pytest.mark.parametrize("sizes", [(1,), (7, 300, 2), (100_000,)], ids=str)
def test_segments_hold_the_frames_however_they_come(
    rate: int, made: tuple[bytes, Path], segments: list[Segment], sizes: tuple[int, ...]
) -> None:
    live = made[0]
    cut_so = cut(live, rate, sizes)
    assert cut_so == segments
    assert [segment.number for segment in cut_so] == list(range(len(cut_so)))
    assert b"".join(mp3_of(segment.data) for segment in cut_so) == live


def test_any_number_of_frames_may_be_left_out(rate: int, made: tuple[bytes, Path]) -> None:
    live = made[0]
    assert b"".join(mp3_of(segment.data) for segment in cut(live, rate, leave_out=0)) == live
    second = first_frame(live) + first_frame(live[first_frame(live) :])
    assert b"".join(mp3_of(segment.data) for segment in cut(live, rate, leave_out=2)) == live[second:]


def test_a_segment_begins_with_its_tables_and_no_packet_is_missing(segments: list[Segment]) -> None:
    counters: dict[int, list[int]] = {}
    for segment in segments:
        parts = packets(segment)
        assert {part[0] for part in parts} == {0x47}
        assert [pid(part) for part in parts[:2]] == [0, 0x1000]
        assert {pid(part) for part in parts[2:]} == {AUDIO_PID}
        assert parts[2][1] & 0x40 and parts[2][3] & 0x20  # a beginning, with the clock
        for part in parts:
            counters.setdefault(pid(part), []).append(part[3] & 0xF)
    for of_one in counters.values():
        assert of_one == [number % 16 for number in range(len(of_one))]


def test_every_segment_plays_alone(rate: int, segments: list[Segment], tmp_path: Path) -> None:
    for segment in segments[:-1]:
        file = tmp_path / "alone.ts"
        file.write_bytes(segment.data)
        frame = round(frame_seconds(rate) * rate)
        assert decoded(file, rate) == pytest.approx(segment_seconds(segment.number, rate) * rate, abs=frame)


def test_the_playlist_plays_as_long_as_the_samples(rate: int, segments: list[Segment], tmp_path: Path) -> None:
    names = [f"{segment.number}.ts" for segment in segments]
    for name, segment in zip(names, segments, strict=True):
        (tmp_path / name).write_bytes(segment.data)
    index = tmp_path / "index.m3u8"
    index.write_text(playlist(names, rate, SECONDS))
    assert decoded(index, rate) == pytest.approx(SECONDS * rate, abs=3.5 * frame_seconds(rate) * rate)


@pytest.mark.parametrize("duration", [None, 1.0], ids=["growing", "whole"])
def test_a_playlist_says_whether_it_grows(rate: int, duration: float | None) -> None:
    lines = playlist(["/0.ts", "/1.ts", "/2.ts"], rate, duration).splitlines()
    assert lines[0] == "#EXTM3U"
    assert [line for line in lines if not line.startswith("#")] == ["/0.ts", "/1.ts", "/2.ts"]
    growing = duration is None
    assert f"#EXT-X-PLAYLIST-TYPE:{'EVENT' if growing else 'VOD'}" in lines
    assert ("#EXT-X-ENDLIST" in lines, lines[-1] == "#EXT-X-ENDLIST") == (not growing, not growing)


@pytest.mark.parametrize("share", [1e-6, 0.5, 1.0])
@pytest.mark.parametrize("count", [1, 2, 5, 40])
def test_lengths_add_up_and_none_is_above_the_target(rate: int, count: int, share: float) -> None:
    """`share`: of the last segment that is filled."""
    before = sum(segment_seconds(number, rate) for number in range(count - 1))
    heard = before + share * segment_seconds(count - 1, rate)
    duration = max(0, heard - delay_seconds(rate))
    text = playlist([f"{number}.ts" for number in range(count)], rate, duration)
    lengths = lengths_in(text)
    assert len(lengths) == count
    assert min(lengths) > 0
    assert sum(lengths) == pytest.approx(duration + delay_seconds(rate), abs=frame_seconds(rate) + 1e-5 * count)
    assert max(map(round, lengths)) <= target_in(text)
    growing = playlist([f"{number}.ts" for number in range(count)], rate, None)
    assert max(map(round, lengths_in(growing))) <= target_in(growing)


def test_a_playlist_of_real_segments_adds_up_to_the_duration(rate: int, segments: list[Segment]) -> None:
    text = playlist([str(segment.number) for segment in segments], rate, SECONDS)
    assert sum(lengths_in(text)) == pytest.approx(SECONDS + delay_seconds(rate), abs=1e-4)


def lengths_in(text: str) -> list[float]:
    return [float(length) for length in re.findall(r"#EXTINF:([\d.]+),", text)]


def target_in(text: str) -> int:
    return int(re.findall(r"#EXT-X-TARGETDURATION:(\d+)", text)[0])


def test_segments_begin_short_and_grow(rate: int) -> None:
    lengths = [segment_seconds(number, rate) for number in range(9)]
    assert lengths == sorted(lengths)
    assert 0.1 < lengths[0] < 0.3
    assert lengths[8] == pytest.approx(4.0, abs=frame_seconds(rate))


@pytest.mark.parametrize("spoil", [lambda mp3: b"\0" + mp3, lambda mp3: mp3[:500] + mp3[501:]], ids=["noise", "a gap"])
def test_what_is_no_mp3_is_said(made: tuple[bytes, Path], rate: int, spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ValueError, match="no MP3 frame"):
        cut(spoil(made[0]), rate)


def test_nothing_makes_no_segment(rate: int) -> None:
    assert cut(b"", rate) == []
