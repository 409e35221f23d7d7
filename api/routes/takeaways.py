"""The key takeaways of an article."""

from fastapi import APIRouter, Request

from api.articles import article_of
from api.assembly import Assembly
from api.deliver import public_article
from api.dependencies import AssemblyDep, ReaderDep, SiteDep
from api.ingest import choose_voice
from api.links import base_url
from api.routes.responses import NOT_FOUND, PROBLEMS
from api.schemas import TakeawayOut, TakeawaysIn, TakeawaysOut
from api.takeaways import Takeaways, set_by_editor, takeaways_of
from storage.articles import get_article, hold_article
from storage.errors import ArticleNotFound
from storage.models import NarrationKind, Priority
from storage.narrations import cancel_superseded, ensure_narration

router = APIRouter(prefix="/v1/articles", tags=["articles"])


@router.get("/{ref:path}/takeaways", responses=NOT_FOUND)
def get_takeaways(ref: str, request: Request, assembly: AssemblyDep, reader: ReaderDep) -> TakeawaysOut:
    """The key takeaways, each with the sentence that it stands for: an editor's, a model's, or the article's own."""
    row = public_article(assembly, reader, ref)
    return _takeaways_out(request, assembly, row.id, takeaways_of(row))


@router.put("/{ref:path}/takeaways", responses={**NOT_FOUND, **PROBLEMS})
def put_takeaways(ref: str, body: TakeawaysIn, request: Request, assembly: AssemblyDep, site: SiteDep) -> TakeawaysOut:
    """Set the takeaways, and narrate them; an empty list takes yours away, and asks a model that failed anew.

    They stay when the article changes; one whose numbers or names no longer stand in it is left out then.
    """
    with assembly.database.write() as session:
        row = hold_article(session, get_article(session, ref, site.id).id)
        if row is None or row.site_id != site.id:
            raise ArticleNotFound(f"There is no article {ref}.")
        set_by_editor(row, body.takeaways)
        session.flush()
        cancel_superseded(session, row)
        found, queued = takeaways_of(row), False
        asked = bool(assembly.settings.summary_url) and found.source != "editor"  # the model, where they are narrated
        if (assembly.settings.takeaways_audio or asked) and not row.draft and found.items:
            voice = choose_voice(assembly, site, article_of(row), row.voice, "query")
            queued = ensure_narration(session, row, NarrationKind.TAKEAWAYS, voice, Priority.SOON)[1]
    if queued:
        assembly.queue.submit()
    return _takeaways_out(request, assembly, row.id, found)


def _takeaways_out(request: Request, assembly: Assembly, article_id: str, found: Takeaways) -> TakeawaysOut:
    home = f"{base_url(request, assembly)}/v1/articles/{article_id}"
    return TakeawaysOut(
        article_id=article_id,
        takeaways=[TakeawayOut(text=t.text, block=t.block, start_char=t.start) for t in found.items],
        source=found.source,
        note=found.note,
        audio=f"{home}/audio?kind=takeaways" if found.items else None,
    )
