"""A site's pronunciations: how it wants words spoken, and the rule that `normalize` asks for them."""

from tts.text.lexicon.entry import LexiconEntry, Match
from tts.text.lexicon.lexicon import Lexicon

__all__ = ["Lexicon", "LexiconEntry", "Match"]
