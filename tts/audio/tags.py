"""What a podcast app shows: title, artist, cover and chapters, written into a finished file."""

from dataclasses import dataclass
from pathlib import Path

import mutagen
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, CHAP, CTOC, ID3, TALB, TIT2, TPE1, CTOCFlags
from mutagen.mp4 import MP4, MP4Cover
from mutagen.oggopus import OggOpus

from tts.errors import EncodingFailed


@dataclass(frozen=True)
class Chapter:
    title: str
    start: float  # seconds
    end: float


@dataclass(frozen=True)
class Cover:
    data: bytes
    media_type: str  # image/jpeg or image/png


@dataclass(frozen=True)
class Tags:
    title: str | None = None
    artist: str | None = None
    album: str | None = None
    cover: Cover | None = None


def write_tags(path: Path, tags: Tags, chapters: tuple[Chapter, ...] = ()) -> None:
    """Write tags into an .mp3, .flac, .ogg or .m4a file; other files have none. Raises EncodingFailed."""
    writers = {".mp3": _mp3, ".flac": _flac, ".ogg": _ogg, ".m4a": _mp4}
    writer = writers.get(path.suffix)
    if writer is None:
        return
    try:
        writer(path, tags, chapters)
    except mutagen.MutagenError as error:
        raise EncodingFailed(f"The tags of {path.name} could not be written: {error}") from error


def read_cover(path: Path) -> Cover:
    """An image file as a cover. Raises ValueError unless it is a JPEG or PNG."""
    data = path.read_bytes()
    if data.startswith(b"\xff\xd8"):
        return Cover(data, "image/jpeg")
    if data.startswith(b"\x89PNG"):
        return Cover(data, "image/png")
    raise ValueError(f"The cover {path} is neither a JPEG nor a PNG image.")


def _mp3(path: Path, tags: Tags, chapters: tuple[Chapter, ...]) -> None:
    id3 = ID3()
    for frame, value in ((TIT2, tags.title), (TPE1, tags.artist), (TALB, tags.album)):
        if value:
            id3.add(frame(encoding=3, text=[value]))
    if tags.cover:
        id3.add(APIC(encoding=3, mime=tags.cover.media_type, type=3, desc="Cover", data=tags.cover.data))
    names = [f"chp{number}" for number in range(len(chapters))]
    for name, chapter in zip(names, chapters, strict=True):
        title = TIT2(encoding=3, text=[chapter.title])
        start, end = round(chapter.start * 1000), round(chapter.end * 1000)
        id3.add(CHAP(element_id=name, start_time=start, end_time=end, sub_frames=[title]))
    if names:
        flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
        id3.add(CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[]))
    id3.save(path)


def _flac(path: Path, tags: Tags, chapters: tuple[Chapter, ...]) -> None:
    audio = FLAC(path)
    _comments(audio, tags, chapters)
    if tags.cover:
        picture = Picture()
        picture.data, picture.mime, picture.type = tags.cover.data, tags.cover.media_type, 3
        audio.add_picture(picture)
    audio.save()


def _ogg(path: Path, tags: Tags, chapters: tuple[Chapter, ...]) -> None:
    audio = OggOpus(path)
    _comments(audio, tags, chapters)
    audio.save()


def _comments(audio: FLAC | OggOpus, tags: Tags, chapters: tuple[Chapter, ...]) -> None:
    for key, value in (("title", tags.title), ("artist", tags.artist), ("album", tags.album)):
        if value:
            audio[key] = value
    for number, chapter in enumerate(chapters):
        minutes, seconds = divmod(chapter.start, 60)
        audio[f"chapter{number:03d}"] = f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}:{seconds:06.3f}"
        audio[f"chapter{number:03d}name"] = chapter.title


def _mp4(path: Path, tags: Tags, chapters: tuple[Chapter, ...]) -> None:
    audio = MP4(path)
    for key, value in (("\xa9nam", tags.title), ("\xa9ART", tags.artist), ("\xa9alb", tags.album)):
        if value:
            audio[key] = [value]
    if tags.cover:
        kind = MP4Cover.FORMAT_PNG if tags.cover.media_type == "image/png" else MP4Cover.FORMAT_JPEG
        audio["covr"] = [MP4Cover(tags.cover.data, imageformat=kind)]
    audio.save()
