"""The page that shows a publisher who listens."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

DASHBOARD_FOLDER = Path(__file__).parent.parent / "dashboard"
_POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"

router = APIRouter(tags=["pages"])


@router.get("/analytics", include_in_schema=False)
def get_dashboard() -> FileResponse:
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
    return FileResponse(DASHBOARD_FOLDER / "analytics.html", media_type="text/html", headers=headers)
