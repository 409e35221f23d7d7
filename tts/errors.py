"""Everything that can go wrong between an article and its speech.

TTSError
├── ArticleError              the text cannot be narrated
│   ├── EmptyArticle          no speakable word in it
│   ├── ArticleTooLong        longer than the limit
│   └── NoArticleFound        a page with no article in it
├── VoiceError
│   ├── VoiceNotFound         no such voice is known
│   ├── VoiceNotInstalled     known to the catalogue, its files are not here
│   └── VoiceFilesInvalid     its files cannot be loaded, or failed their check
├── InvalidEntry              a pronunciation cannot be used
├── InvalidSelector           not a CSS selector
├── SynthesisFailed           a sentence could not be spoken
├── EncodingFailed            an audio file could not be written or read
│   └── NoRoom                because the disk is full or read-only
└── InvalidSpeed              outside 0.5 to 3.0
"""


class TTSError(Exception):
    """Base of all errors raised by `tts`; its text is fit to show to the person who asked."""


class ArticleError(TTSError):
    """The article cannot be narrated."""


class EmptyArticle(ArticleError):
    """There is no speakable word in the article."""


class ArticleTooLong(ArticleError):
    """The article is longer than the limit."""


class NoArticleFound(ArticleError):
    """The page has no article in it."""


class VoiceError(TTSError):
    """A voice is not to be had."""


class VoiceNotFound(VoiceError):
    """No such voice is known; the message names the installed ones."""


class VoiceNotInstalled(VoiceError):
    """The catalogue knows the voice, but its files are not here; the message says how to install it."""


class VoiceFilesInvalid(VoiceError):
    """The voice's files cannot be loaded, or failed their size or checksum."""


class InvalidEntry(TTSError, ValueError):
    """A pronunciation cannot be used; the message says what is wrong and what to do."""


class InvalidSelector(TTSError, ValueError):
    """A site's CSS selector cannot be read; the message quotes it."""


class SynthesisFailed(TTSError):
    """A sentence could not be spoken."""


class EncodingFailed(TTSError):
    """ffmpeg could not write the audio; the message holds what it printed last."""


class NoRoom(EncodingFailed):
    """The disk is full or cannot be written to; trying again later may help."""


class InvalidSpeed(TTSError):
    """The playback speed is outside 0.5 to 3.0."""
