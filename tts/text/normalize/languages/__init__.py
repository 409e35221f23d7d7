"""The tables of the languages other than English, by BCP 47 tag."""

from tts.text.normalize.languages.registry import language_table
from tts.text.normalize.languages.table import Language, Noun

__all__ = ["Language", "Noun", "language_table"]
