"""Written text -> what the speech engine is given, word by word, so that a mark stays on the article's word."""

from tts.text.normalize.reader import normalize
from tts.text.normalize.spoken import SpokenText, SpokenWord

__all__ = ["SpokenText", "SpokenWord", "normalize"]
