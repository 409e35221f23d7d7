"""Who can read an article aloud, and what people call them."""

from dataclasses import dataclass

from api.assembly import Assembly
from tts.voice_folder import language_tag, primary_language


@dataclass(frozen=True)
class VoiceChoice:
    name: str
    label: str  # "Joe (en-US, medium)" for en_US-joe-medium
    preview: str | None  # path of its sample; None if it cannot speak now


def readers_of(assembly: Assembly, language: str | None, chosen: str) -> list[VoiceChoice]:
    """The voices that can read `language` now, the chosen one among them."""
    here = {voice.name: voice.language for voice in assembly.voices.voices() if voice.installed}
    spoken = {name: tag for name, tag in here.items() if language is None or _same(tag, language)}
    spoken.setdefault(chosen, language_tag(chosen.partition("-")[0]))
    return [
        VoiceChoice(name, _label(name, tag), _preview(name) if name in here else None) for name, tag in spoken.items()
    ]


def _preview(name: str) -> str:
    return f"/v1/voices/{name.replace('#', '%23')}/preview"


def _same(language: str, other: str) -> bool:
    return primary_language(language) == primary_language(other)


def _label(name: str, language: str) -> str:
    _, *rest = name.split("-", 1)
    person, _, quality = (rest[0] if rest else name).partition("-")
    return f"{person.replace('_', ' ').title()} ({', '.join(filter(None, (language, quality)))})"
