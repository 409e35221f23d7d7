"""How a voice varies."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scales:
    """Piper's three scales; None leaves the voice's own value. Noise 0 makes every run the same."""

    noise: float | None = None
    noise_w: float | None = None
    length: float | None = None
