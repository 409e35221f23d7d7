"""Where a narration's audio and what belongs to it are found."""

from urllib.parse import quote, urlencode

from api.schemas import NarrationUrls


def narration_urls(base: str, narration_id: str, article_id: str, voice: str, kind: str) -> NarrationUrls:
    """Addresses below `base`, which is scheme and host, or "" for paths."""
    home = f"{base}/v1/narrations/{narration_id}"
    query = urlencode({"voice": voice, "kind": kind})
    return NarrationUrls(
        audio=f"{base}/v1/articles/{quote(article_id)}/audio?{query}",
        marks=f"{home}/marks",
        transcript=f"{home}/transcript.vtt",
        stream=f"{home}/stream.mp3",
        hls=f"{home}/hls/index.m3u8",
    )
