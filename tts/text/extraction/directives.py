"""What an author asks for in HTML itself: data-readcast="skip", "pause:800", "voice:NAME"."""

import re
from dataclasses import dataclass
from typing import Any, Final

ATTRIBUTE: Final = "data-readcast"
LONGEST_PAUSE: Final = 10_000
_WISH: Final = re.compile(r"(?P<name>skip|pause|voice)(?:\s*:\s*(?P<value>[^\s;]+))?(?=[\s;]|$)", re.IGNORECASE)
_MILLISECONDS: Final = re.compile(r"([+-]?[0-9]{1,12})(?:ms)?", re.IGNORECASE)
_VOICE: Final = re.compile(r"[\w.+-]{1,100}")


@dataclass(frozen=True)
class Directives:
    """Of one element; what is not asked for, or not understood, is None."""

    skip: bool = False
    pause: int | None = None  # milliseconds, 0 to LONGEST_PAUSE
    voice: str | None = None


NONE: Final = Directives()


def directives_of(element: Any) -> Directives:
    """What the element's attribute asks for, several wishes parted by ";" or spaces; the last of a kind counts."""
    value = element.get(ATTRIBUTE)
    if not value:
        return NONE
    skip, pause, voice = False, None, None
    for wish in _WISH.finditer(value[:1_000]):
        name, text = wish["name"].lower(), wish["value"] or ""
        if name == "skip":
            skip = True
        elif name == "pause" and (number := _MILLISECONDS.fullmatch(text)):
            pause = min(max(int(number[1]), 0), LONGEST_PAUSE)
        elif name == "voice" and _VOICE.fullmatch(text):
            voice = text
    return Directives(skip, pause, voice)
