"""Files of the local audio store, with Range, ETag, 206 and 304. S3 and CDNs serve their own."""

import os

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope


class AudioFiles(StaticFiles):
    """Objects are named by the hash of their bytes: whoever has one may keep it for good."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
