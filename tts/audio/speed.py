"""Playback-speed variants: faster or slower, at the same pitch."""

import math

from tts.errors import InvalidSpeed

SLOWEST, FASTEST = 0.5, 3.0


def check_speed(speed: float) -> float:
    """The speed rounded to a twentieth, so that no client can ask for endless variants.

    Raises InvalidSpeed outside 0.5 to 3.0.
    """
    if not SLOWEST <= speed <= FASTEST:
        raise InvalidSpeed(f"The speed {speed:g} is outside {SLOWEST} to {FASTEST}.")
    return round(round(speed * 20) / 20, 2)


def speed_filter(speed: float) -> str | None:
    """The ffmpeg filter that changes the tempo; None for 1.0."""
    return None if speed == 1.0 else f"atempo={speed:g}"


def tempo_filter(speed: float) -> str:
    """As `speed_filter`, for speeds that renditions do not have: 0.25 to 4, in two steps where one is too far."""
    if SLOWEST <= speed <= FASTEST:
        return f"atempo={speed:g}"
    step = math.sqrt(speed)
    return f"atempo={step:.6f},atempo={step:.6f}"
