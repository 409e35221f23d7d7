"""Files are whole, tagged and as long as their samples; a failure leaves none."""

import resource
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3

from tests.mp3 import header_seconds
from tts.audio.encode import FORMATS, Encoder, transcode
from tts.audio.speed import check_speed, speed_filter
from tts.audio.tags import Chapter, Cover, Tags, read_cover, write_tags
from tts.errors import EncodingFailed, InvalidSpeed

RATE = 22_050
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c63000100000500010d0a2db40000"
    "000049454e44ae426082"
)


def pcm(seconds: float) -> bytes:
    wave = 0.3 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * RATE)) / RATE)
    return (wave * 32767).astype("<i2").tobytes()


@pytest.fixture
def master(tmp_path: Path) -> Path:
    path = tmp_path / "master.flac"
    with Encoder(RATE, {path: FORMATS["flac"]}) as encoder:
        encoder.write(pcm(10.0))
    return path


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_has_the_length_of_its_samples(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{FORMATS[name].suffix}"
    with Encoder(RATE, {path: FORMATS[name]}) as encoder:
        for _ in range(7):
            encoder.write(pcm(1.0))
    length = header_seconds(path) if name == "mp3" else mutagen.File(path).info.length
    assert length == pytest.approx(7.0, abs=0.05)


def test_one_pass_writes_several_files_and_the_master_is_lossless(tmp_path: Path) -> None:
    flac, mp3 = tmp_path / "a.flac", tmp_path / "a.mp3"
    with Encoder(RATE, {flac: FORMATS["flac"], mp3: FORMATS["mp3"]}) as encoder:
        encoder.write(pcm(2.0))
    assert soundfile.read(flac, dtype="int16")[0].tobytes() == pcm(2.0)
    assert mp3.stat().st_size < flac.stat().st_size


def test_mp3_says_its_length_in_its_header_tags_or_not(tmp_path: Path, master: Path) -> None:
    path = tmp_path / "a.mp3"
    transcode(master, path, FORMATS["mp3"])
    write_tags(path, Tags("Harbour reopens", "Ada Lind", "The Daily", Cover(PNG, "image/png")), (Chapter("One", 0, 4),))
    assert b"Info" in path.read_bytes()[:4096]  # LAME's header for constant bit rate
    info = mutagen.File(path).info
    assert (info.bitrate, info.channels, info.sample_rate) == (64_000, 1, RATE)
    tags = ID3(path)
    assert tags["TIT2"].text == ["Harbour reopens"]
    assert tags["TPE1"].text == ["Ada Lind"]
    assert tags["APIC:Cover"].data == PNG
    assert (tags["CHAP:chp0"].start_time, tags["CHAP:chp0"].end_time) == (0, 4000)
    assert tags["CTOC:toc"].child_element_ids == ["chp0"]


@pytest.mark.parametrize("name", ["flac", "opus", "aac"])
def test_other_formats_carry_title_and_artist(name: str, tmp_path: Path, master: Path) -> None:
    path = tmp_path / f"b{FORMATS[name].suffix}"
    transcode(master, path, FORMATS[name])
    write_tags(path, Tags("Harbour", "Ada", None, Cover(PNG, "image/png")), (Chapter("One", 0, 4),))
    tags = mutagen.File(path, easy=True)
    assert (tags["title"], tags["artist"]) == (["Harbour"], ["Ada"])


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.25, 1.5, 2.0, 3.0])
def test_speed_changes_the_length_and_not_the_pitch(speed: float, tmp_path: Path, master: Path) -> None:
    path = tmp_path / "fast.flac"
    transcode(master, path, FORMATS["flac"], speed_filter(speed))
    assert mutagen.File(path).info.length == pytest.approx(10.0 / speed, abs=0.05)
    samples = soundfile.read(path, dtype="int16")[0][RATE : 2 * RATE]
    assert np.abs(np.fft.rfft(samples)).argmax() == pytest.approx(440, abs=4)


@pytest.mark.parametrize("speed", [0.49, 3.01, 0, -1, float("nan"), float("inf")])
def test_speeds_out_of_range_are_refused(speed: float) -> None:
    with pytest.raises(InvalidSpeed):
        check_speed(speed)


def test_speeds_come_in_twentieths() -> None:
    assert [check_speed(speed) for speed in (0.5, 1.24, 1.26, 1.999, 3.0)] == [0.5, 1.25, 1.25, 2.0, 3.0]


def test_an_error_in_the_middle_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mp3"
    with pytest.raises(ZeroDivisionError), Encoder(RATE, {path: FORMATS["mp3"]}) as encoder:
        encoder.write(pcm(1.0))
        raise ZeroDivisionError
    assert not path.exists()


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "a.mp3"
    with pytest.raises(EncodingFailed, match="No such file"), Encoder(RATE, {path: FORMATS["mp3"]}) as encoder:
        for _ in range(100):
            encoder.write(pcm(1.0))


@pytest.mark.parametrize("name", ["flac", "mp3", "opus"])
def test_a_disk_that_is_full_is_said_and_leaves_no_file(name: str, tmp_path: Path) -> None:
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    noise = np.random.default_rng(1).normal(0, 3000, RATE).astype("<i2").tobytes()
    path = tmp_path / f"a{FORMATS[name].suffix}"
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, usual[1]))
    try:
        with pytest.raises(EncodingFailed, match=r"room|too large"), Encoder(RATE, {path: FORMATS[name]}) as encoder:
            for _ in range(60):
                encoder.write(noise)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert list(tmp_path.iterdir()) == []


def test_a_cover_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cover.png"
    path.write_bytes(b"GIF89a")
    with pytest.raises(ValueError, match="neither a JPEG nor a PNG"):
        read_cover(path)
