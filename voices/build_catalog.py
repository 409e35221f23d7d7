"""Writes the voice catalogue: `python voices/build_catalog.py piper_voices.json > voices/catalog.toml`.

The input is a JSON list of Piper models: id, locale, quality, sample_rate, speakers, licence, use,
dataset, model_card, and files.model and files.config with url, size, and md5 or sha256. The output
depends on the input alone: voices by name, keys in a fixed order.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HEADER = """\
# The Piper voices that `readcast voices install NAME` knows. README.md says what the fields mean.
# Written by voices/build_catalog.py: change its input, not this file.
"""


def toml_value(value: str | int) -> str:
    """`value` as a TOML integer or basic string."""
    if isinstance(value, int):
        return str(value)
    # JSON's escapes are TOML's, but for DEL, which JSON leaves bare
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def voice_lines(voice: dict[str, Any]) -> Iterator[str]:
    """The lines of one `[[voice]]` entry; KeyError when the input lacks a fact."""
    yield "[[voice]]"
    yield f"name = {toml_value(voice['id'])}"
    yield f"language = {toml_value(voice['locale'])}"
    for key in ("quality", "sample_rate", "speakers", "licence", "use", "dataset", "model_card"):
        yield f"{key} = {toml_value(voice[key])}"
    for part in ("model", "config"):
        file = voice["files"][part]
        checksum = "sha256" if "sha256" in file else "md5"
        facts = ", ".join(f"{key} = {toml_value(file[key])}" for key in ("url", "size", checksum))
        yield f"{part} = {{ {facts} }}"


def catalogue_text(voices: list[dict[str, Any]]) -> str:
    """The whole catalogue as TOML."""
    entries = ["\n".join(voice_lines(voice)) for voice in sorted(voices, key=lambda voice: voice["id"])]
    return "\n\n".join([HEADER.rstrip(), *entries]) + "\n"


def main(arguments: list[str]) -> int:
    """Prints the catalogue of the file named in `arguments`; 2 when it is not called so."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python voices/build_catalog.py piper_voices.json > voices/catalog.toml\n")
        return 2
    voices = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(catalogue_text(voices))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
