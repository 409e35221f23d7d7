"""Health: can this server do its work?"""

from importlib.metadata import version

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from api.assembly import Assembly
from api.dependencies import AssemblyDep, SiteDep
from api.metrics import MEDIA_TYPE
from api.schemas import Health
from storage.errors import StorageError
from storage.models import Status
from storage.narrations import count_by_status

router = APIRouter(tags=["health"])


@router.get("/healthz", responses={503: {"model": Health, "description": "A part does not answer."}})
def get_health(response: Response, assembly: AssemblyDep) -> Health:
    """Whether the database and the audio store answer, and how many narrations wait."""
    database, queued = _database(assembly)
    audio_store = _audio_store(assembly)
    well = database == audio_store == "ok"
    response.status_code = 200 if well else 503
    response.headers["Cache-Control"] = "no-store"
    return Health(
        status="ok" if well else "unavailable",
        version=version("readcast"),
        database=database,
        audio_store=audio_store,
        queued=queued,
    )


@router.get("/metrics", response_class=PlainTextResponse)
def get_metrics(assembly: AssemblyDep, site: SiteDep) -> Response:
    """The queue for Prometheus and autoscalers: what waits, since when, what is in work and what came of it.

    Needs an API key where there is one (Prometheus: `authorization: {credentials: KEY}`).
    """
    return Response(assembly.metrics.text(), media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


def _database(assembly: Assembly) -> tuple[str, int]:
    try:
        with assembly.database.read() as session:
            return "ok", count_by_status(session).get(Status.QUEUED, 0)
    except StorageError:
        return "does not answer", 0


def _audio_store(assembly: Assembly) -> str:
    try:
        assembly.audio_store.ping()
    except StorageError:
        return "does not answer"
    return "ok"
