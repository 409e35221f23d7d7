"""Which language a text is written in, for articles that do not say."""

import re
import threading
from functools import cache
from typing import Final, Protocol

from tts.article import Article
from tts.voice_folder import primary_language

# What Piper has voices for, and the neighbours that would be taken for one of them: Galician for Portuguese, say.
_CANDIDATES: Final = (
    *("af", "ar", "bg", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "gl"),
    *("he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "ko", "lb", "lt", "lv", "mk", "ml", "mr"),
    *("ms", "ne", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th"),
    *("tr", "uk", "ur", "vi", "zh"),
)
_PREFIX: Final = 5_000  # characters; more of them change no answer
_SHORTEST: Final = 20  # bytes of letters: about four English words, seven Chinese characters
_CONFIDENCE: Final = 0.7  # below it wrong answers start, in news sentences cut to 20 characters
_ADDRESS: Final = re.compile(r"(?:https?://|www\.|[@#])\S+", re.IGNORECASE)

_loading = threading.Lock()


def detect_language(text: str) -> str | None:
    """The primary language subtag of `text` (BCP 47, as voices are tagged: "no" for both kinds of Norwegian).

    None where the text is too short, or too much like several languages, to act on the answer.
    Only the first 5,000 characters are looked at. The model is loaded by the first call. Safe from any thread.
    """
    words = _ADDRESS.sub(" ", text[:_PREFIX])
    if len("".join(filter(str.isalpha, words)).encode(errors="ignore")) < _SHORTEST:
        return None
    shares: dict[str, float] = {}
    for code, share in _identifier().rank(words):
        language = primary_language(code)
        shares[language] = shares.get(language, 0.0) + share
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] >= _CONFIDENCE else None


def article_language(article: Article) -> str | None:
    """The language the article names, else the one its title and blocks are written in; None if neither is known."""
    named = (article.language or "").strip()
    if named and primary_language(named) not in ("und", "mul", "zxx"):
        return named
    return detect_language("\n".join(block.text for _, block in article.read_blocks))


class _Identifier(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]:
        """Each candidate with its probability."""
        ...


def _identifier() -> _Identifier:
    with _loading:  # without it threads that come first together would each load the model
        return _load()


@cache
def _load() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CANDIDATES)
    loaded: _Identifier = identifier
    return loaded
