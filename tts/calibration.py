"""What a voice speaks while its loudness is measured: text like that of articles, where we have some."""

from tts.previews import preview_text
from tts.voice_folder import primary_language

# Ours, and long enough that single sentences, which differ by 3 LU, do not decide the gain.
_ENGLISH = (
    "The minister said on Tuesday that the government would publish its plan before the end of the month.",
    "Critics replied that the proposal had changed so often that nobody in the city could say what it would cost.",
    "In the north, where most of the factories closed ten years ago, people remember such promises well.",
    "“We have heard all of this before,” said a teacher who has lived there since she was a child.",
    "The company, which employs about four thousand people, reported lower profits for the third quarter in a row.",
    "Its shares fell by six percent in early trading, although analysts had expected worse.",
    "A spokesman for the police confirmed that two men were being questioned, but he gave no further details.",
    "Researchers who were not involved in the study called the results surprising and asked for larger trials.",
)
_DIGITS = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"  # espeak reads them in any language


def calibration_texts(language: str) -> tuple[str, ...]:
    """Sentences in a language (BCP 47)."""
    return _ENGLISH if primary_language(language) == "en" else (preview_text(language), _DIGITS)
