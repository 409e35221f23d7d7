"""Files this server has itself, with Range, ETag, 206 and 304. S3 and CDNs serve their own."""

import os
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from tts.audio import hls
from tts.audio.encode import format_of

# Objects of the audio store are named by the hash of their bytes: whoever has one may keep it for good.
FOREVER = "public, max-age=31536000, immutable"
# The player changes with each version: asked again each time, mostly answered by 304.
ASK_AGAIN = "no-cache"


class CachedFiles(StaticFiles):
    def __init__(self, folder: Path, cache_control: str) -> None:
        super().__init__(directory=folder)
        self._cache_control = cache_control

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = self._cache_control
        # Not by the machine's own table of types, which slim images lack.
        audio_format = format_of(Path(full_path))
        if audio_format is not None:
            response.headers["Content-Type"] = audio_format.media_type
        elif str(full_path).endswith(hls.SUFFIX):
            response.headers["Content-Type"] = hls.MEDIA_TYPE
        return response
