"""`readcast` with every synthesis noted: counted.py FILE ARGUMENTS... appends the words of each, a line of JSON."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from api.cli import app
from tts.synthesizer import PiperSynthesizer


def count_into(file: Path) -> None:
    handle = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def counted(method: Any) -> Any:
        def call(self: PiperSynthesizer, words: tuple[str, ...], *others: Any, **named: Any) -> Any:
            os.write(handle, (json.dumps(" ".join(words)) + "\n").encode())  # one write is one whole line
            return method(self, words, *others, **named)

        return call

    for name in ("speak", "stream"):
        setattr(PiperSynthesizer, name, counted(getattr(PiperSynthesizer, name)))


if __name__ == "__main__":
    count_into(Path(sys.argv.pop(1)))
    app()
