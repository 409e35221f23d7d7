"""The programs we are measured against, from PyPI, each in a virtual environment of its own under .bench/.

python benchmarks/peers.py    builds what is not there yet
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serving import ROOT, stop, tell

SCRIPTS = Path(__file__).parent / "peers_scripts"
PEERS = {
    "piper-tts": ("piper-tts[http,alignment]>=1.8,<2",),
    "loudness-tts": ("loudness-tts>=0.1",),
    # Without what it needs: it runs in our own process, on our onnxruntime, so that engines alone are compared.
    "streaming-vits": ("--no-deps", "streaming-vits>=0.4"),
}


@dataclass(frozen=True)
class Answer:
    """One article by a peer."""

    seconds: float  # of wall time
    speech: float  # seconds of audio made


class Peer:
    """A peer's process that is warm and waits for work."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def render(self, text: Path, audio: Path) -> Answer:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"text": str(text), "audio": str(audio)}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended, with status {self._process.wait()}")
        return Answer(**json.loads(line))


def python_of(name: str) -> Path:
    """The peer's interpreter; its environment is built first if it must be."""
    python = _folder(name) / "bin" / "python"
    built = _folder(name) / ".built"
    wanted = " ".join(PEERS[name])
    if not built.exists() or built.read_text() != wanted:
        tell(f"Building the environment of {name} in .bench: half a minute.")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(_folder(name))], check=True)
        install = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*install, *PEERS[name]], check=True)
        built.write_text(wanted)
    return python


def packages_of(name: str) -> Path:
    """The folder of the peer's packages, to import it into this process."""
    python_of(name)
    return next((_folder(name) / "lib").glob("python*/site-packages"))


def version_of(name: str) -> str:
    shown = f"from importlib.metadata import version; print(version({name!r}))"
    return subprocess.run(
        [str(python_of(name)), "-c", shown], check=True, capture_output=True, text=True
    ).stdout.strip()


def own_environment() -> dict[str, str]:
    """The environment variables for a peer's process: our own packages are not its."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


@contextmanager
def peer(name: str, script: str, *arguments: str) -> Iterator[Peer]:
    """The peer runs a script of peers_scripts while the block runs."""
    command = [str(python_of(name)), str(SCRIPTS / script), *arguments]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, env=own_environment(), **pipes)
    try:
        yield Peer(process)
    finally:
        stop(process)


def _folder(name: str) -> Path:
    return ROOT / ".bench" / name


if __name__ == "__main__":
    for each in PEERS:
        print(f"{each} {version_of(each)}")
