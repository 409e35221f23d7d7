"""What a batch is to make of each article."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from tts.audio.encode import FORMATS
from tts.audio.speed import check_speed
from tts.voices import VoiceCatalogue

# A narration has these of itself; all others are renditions to be made.
_FREE = {("mp3", 1.0), ("flac", 1.0)}


@dataclass(frozen=True)
class BatchOptions:
    """Several voices, speeds and formats make their product. No voice is the article's own, or the default."""

    voices: tuple[str, ...] = ()
    speeds: tuple[float, ...] = (1.0,)
    formats: tuple[str, ...] = ("mp3",)
    since: datetime | None = None
    limit: int | None = None

    @property
    def files(self) -> list[tuple[str, float]]:
        """Format and speed of what is made beside the narration's own MP3 and FLAC."""
        wanted = [(name, speed) for name in self.formats for speed in self.speeds]
        return [file for file in wanted if file not in _FREE]

    def as_json(self) -> dict[str, Any]:
        since = self.since.isoformat() if self.since else None
        return {**vars(self), "voices": list(self.voices), "speeds": list(self.speeds), "formats": list(self.formats),
                "since": since}  # fmt: skip

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        since = datetime.fromisoformat(data["since"]) if data["since"] else None
        lists = {name: tuple(data[name]) for name in ("voices", "speeds", "formats")}
        return cls(**lists, since=since, limit=data["limit"])


def check_options(
    catalogue: VoiceCatalogue, voices: Iterable[str], speeds: Iterable[float], formats: Iterable[str], **more: Any
) -> BatchOptions:
    """The options, each choice once, as it is called here. Raises VoiceError, InvalidSpeed and ValueError."""
    names = tuple(dict.fromkeys(formats)) or ("mp3",)
    unknown = [name for name in names if name not in FORMATS]
    if unknown:
        raise ValueError(f"There is no format {', '.join(map(repr, unknown))}. There are {', '.join(FORMATS)}.")
    return BatchOptions(
        voices=tuple(dict.fromkeys(catalogue.find(voice).name for voice in voices)),
        speeds=tuple(dict.fromkeys(check_speed(speed) for speed in speeds)) or (1.0,),
        formats=names,
        **more,
    )
