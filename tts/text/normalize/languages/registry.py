"""language_table(): the table for a tag."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

from tts.text.normalize.languages.de import GERMAN
from tts.text.normalize.languages.es import SPANISH, SPANISH_OF_MEXICO, SPANISH_OF_THE_SOUTH, SPANISH_OF_THE_STATES
from tts.text.normalize.languages.fr import FRENCH
from tts.text.normalize.languages.it import ITALIAN
from tts.text.normalize.languages.nl import DUTCH
from tts.text.normalize.languages.others import OTHERS
from tts.text.normalize.languages.pl import POLISH
from tts.text.normalize.languages.pt import BRAZILIAN, PORTUGUESE
from tts.text.normalize.languages.ru import RUSSIAN
from tts.text.normalize.languages.table import SWISS_GROUPS, Language
from tts.text.normalize.languages.uk import UKRAINIAN

_TABLES: Final = {
    **OTHERS,
    "de": GERMAN,
    "es": SPANISH,
    "es-mx": SPANISH_OF_MEXICO,
    **dict.fromkeys(("es-us", "es-419", "es-gt", "es-hn", "es-ni", "es-pa", "es-pr", "es-sv"), SPANISH_OF_THE_STATES),
    **dict.fromkeys(("es-ar", "es-cl", "es-co", "es-uy"), SPANISH_OF_THE_SOUTH),
    "fr": FRENCH,
    "it": ITALIAN,
    "nl": DUTCH,
    "pl": POLISH,
    "pt": BRAZILIAN,
    "pt-pt": PORTUGUESE,
    "ru": RUSSIAN,
    "uk": UKRAINIAN,
}


@lru_cache(maxsize=256)
def language_table(primary: str, region: str) -> Language | None:
    """For a primary subtag as voices are tagged and a region ("" if none), both lower-case; None for no table."""
    table = _TABLES.get(f"{primary}-{region}") or _TABLES.get(primary)
    if table and primary in ("de", "it") and region in ("ch", "li"):
        return replace(table, groups=SWISS_GROUPS, decimal=".", point="Punkt" if primary == "de" else "punto")
    return table
