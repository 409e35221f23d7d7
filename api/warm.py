"""Loads, when a process starts, what its first listener would otherwise wait for."""

import logging
import time

from api.assembly import Assembly
from tts.article import Article, Block, BlockKind
from tts.calibration import calibration_texts
from tts.errors import TTSError
from tts.narrate import narrate
from tts.text.language import detect_language

logger = logging.getLogger(__name__)


def warm_up(assembly: Assembly) -> None:
    """Speak some sentences of the default voice to nobody: models, tables and caches are then in memory."""
    begun = time.monotonic()
    try:
        voice = assembly.voices.find(assembly.settings.default_voice)
        narrator = assembly.narrators.get(voice)
        text = " ".join(calibration_texts(voice.language))
        detect_language(text)
        for _ in narrate(Article((Block(BlockKind.PARAGRAPH, text),), language=voice.language), narrator):
            pass
    except (TTSError, OSError) as error:
        logger.warning("The default voice is not ready: %s", error)
    else:
        logger.info("The voice %s is ready after %.1f s.", voice.name, time.monotonic() - begun)
