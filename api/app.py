"""create_app: the only HTTP wiring."""

import threading
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from api.assembly import Assembly, assembled
from api.body_limit import BodyLimit
from api.cross_origin import CrossOrigin
from api.errors import add_error_handlers
from api.response_cache import ResponseCache
from api.routes import (
    analytics,
    articles,
    audio,
    batches,
    dashboard,
    embed,
    events,
    feeds,
    health,
    hooks,
    lexicon,
    listen,
    lookup,
    narrations,
    oembed,
    player,
    site,
    snippets,
    speech,
    streams,
    takeaways,
    voices,
    webhooks,
)
from api.routes.dashboard import DASHBOARD_FOLDER
from api.routes.embed import PLAYER_FOLDER
from api.routes.files import ASK_AGAIN, FOREVER, CachedFiles
from api.running import of_server, running
from api.settings import Settings
from api.warm import warm_up
from storage.local_audio_store import LocalAudioStore

_DESCRIPTION = """Turns articles into narrated audio. `POST /v1/articles`, then embed `urls.audio`.

Lists take `limit` and `cursor`. Errors are RFC 9457 problem+json. Once an API key exists, writes need it as
`Authorization: Bearer KEY`."""


def create_app(settings: Settings, *, render: bool = True) -> FastAPI:
    """The application. With `render` and no broker it renders in threads of its own; else `readcast worker` must."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        opened = ExitStack()
        assembly = await run_in_threadpool(opened.enter_context, assembled(settings))
        app.state.assembly = assembly
        _mount_local_files(app, assembly)
        opened.enter_context(running(of_server(assembly, render=render)))
        if render and settings.warm_up and not settings.broker_url:
            threading.Thread(target=warm_up, args=(assembly,), name="warm-up", daemon=True).start()
        try:
            yield
        finally:
            await run_in_threadpool(opened.close)

    app = FastAPI(title="readcast", version=version("readcast"), description=_DESCRIPTION, lifespan=lifespan)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(CrossOrigin)
    app.add_middleware(ResponseCache)  # the last is the first to be asked
    add_error_handlers(app)
    # articles after audio and others: an external id may have slashes, so the plain path comes last.
    for module in (
        audio,
        player,
        takeaways,
        speech,
        snippets,
        lookup,
        articles,
        narrations,
        streams,
        batches,
        voices,
        site,
        lexicon,
        webhooks,
        hooks,
        embed,
        listen,
        oembed,
        feeds,
        events,
        analytics,
        dashboard,
        health,
    ):
        app.include_router(module.router)
    app.include_router(lexicon.csv_router)
    app.include_router(analytics.csv_router)
    app.mount("/player", CachedFiles(PLAYER_FOLDER, ASK_AGAIN), name="player")
    app.mount("/dashboard", CachedFiles(DASHBOARD_FOLDER, ASK_AGAIN), name="dashboard")
    return app


def _mount_local_files(app: FastAPI, assembly: Assembly) -> None:
    if isinstance(assembly.audio_store, LocalAudioStore):
        for name in ("audio", "hls"):
            folder = assembly.audio_store.root / name
            folder.mkdir(parents=True, exist_ok=True)
            app.mount(f"/{name}", CachedFiles(folder, FOREVER), name=name)
