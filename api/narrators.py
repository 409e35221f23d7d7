"""Who reads an article: its voice, those of blocks that name another, and how they pronounce."""

from dataclasses import replace

from tts.article import Article
from tts.narrator import Narrator, NarratorShelf
from tts.text.lexicon import Lexicon
from tts.voices import VoiceCatalogue


def narrator_for(
    shelf: NarratorShelf, voices: VoiceCatalogue, name: str, article: Article, lexicon: Lexicon
) -> Narrator:
    """The narrator of `article` by the voice of that name. Raises VoiceError."""
    others = {other: shelf.get(voices.find(other)) for other in article.voices}
    return replace(shelf.get(voices.find(name)), others=others, lexicon=lexicon)
