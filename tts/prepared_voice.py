"""A voice's graphs, split and optimized, in one file: made once, then loaded in a fraction of the time.

The file is a zip without compression, whose checksums tell a damaged one. It is written whole or not at all, so
processes that prepare the same voice at once do not meet.
"""

import io
import json
import secrets
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PREPARED_VERSION = 1  # raise it when the same model would be prepared differently
_READ_ERRORS = (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError)


@dataclass(frozen=True)
class PreparedStage:
    graph: bytes  # ONNX
    inputs: tuple[str, ...]  # as of voice_graph.StageGraph, like all below
    ratio: int
    left: int
    right: int
    step: int
    width: int


@dataclass(frozen=True)
class PreparedVoice:
    encoder: bytes  # ONNX
    outputs: tuple[str, ...]
    stages: tuple[PreparedStage, ...]
    probe: NDArray[np.float32]  # what the whole voice says, without noise, to the engine's fixed question
    fast: bool = False  # some stages in integers; `probe` is then what it says itself


def prepared_path(folder: Path, model: Path, model_hash: str, machine: str) -> Path:
    """Where a voice prepared for a kind of machine is kept."""
    key = sha256(f"{PREPARED_VERSION}\n{model_hash}\n{machine}".encode()).hexdigest()[:16]
    return folder / f"{model.stem}.{key}.prepared"


def read_prepared(path: Path) -> PreparedVoice | None:
    """None when it is not there, or damaged."""
    try:
        with zipfile.ZipFile(path) as file:
            facts = json.loads(file.read("voice.json"))
            stages = [
                PreparedStage(file.read(f"stage{index}.onnx"), tuple(stage.pop("inputs")), **stage)
                for index, stage in enumerate(facts["stages"])
            ]
            probe = np.load(io.BytesIO(file.read("probe.npy")), allow_pickle=False)
            return PreparedVoice(
                file.read("encoder.onnx"), tuple(facts["outputs"]), tuple(stages), probe, bool(facts.get("fast"))
            )
    except _READ_ERRORS:
        return None


def write_prepared(path: Path, voice: PreparedVoice) -> None:
    """Raises OSError; then nothing is left behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = ("inputs", "ratio", "left", "right", "step", "width")
    facts = {
        "outputs": voice.outputs,
        "fast": voice.fast,
        "stages": [{name: getattr(stage, name) for name in names} for stage in voice.stages],
    }
    probe = io.BytesIO()
    np.save(probe, voice.probe, allow_pickle=False)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with zipfile.ZipFile(part, "x") as file:
            file.writestr("voice.json", json.dumps(facts))
            file.writestr("encoder.onnx", voice.encoder)
            file.writestr("probe.npy", probe.getvalue())
            for index, stage in enumerate(voice.stages):
                file.writestr(f"stage{index}.onnx", stage.graph)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
