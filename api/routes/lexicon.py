"""The lexicon: how a site wants names and words to be said."""

import codecs
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from fastapi.responses import Response

from api.assembly import Assembly
from api.dependencies import AssemblyDep, SiteDep
from api.errors import Rejected
from api.ingest import choose_voice
from api.narrators import narrator_for
from api.rerender import narrate_again
from api.routes.responses import NOT_FOUND, PROBLEMS, Responses
from api.site_schemas import LexiconEntryIn, LexiconEntryOut, LexiconIn, LexiconOut, LexiconPreviewIn
from storage.errors import LexiconEntryNotFound
from storage.lexicon import delete_entry, lexicon_of, put_entries, replace_entries
from storage.models import LexiconEntry as LexiconRow
from storage.models import Site
from tts.article import Article, Block, BlockKind
from tts.errors import ArticleTooLong, EmptyArticle, InvalidEntry
from tts.narrate import narrate_to_file
from tts.text.language import article_language
from tts.text.lexicon import Lexicon, LexiconEntry, Match
from tts.text.lexicon_csv import MAX_ENTRIES, lexicon_csv, read_lexicon_csv
from tts.text.normalize import normalize

_LONGEST_PREVIEW = 2_000  # characters as spoken: some two minutes

router = APIRouter(prefix="/v1/lexicon", tags=["lexicon"])

Rerender = Annotated[bool, Query(description="true: narrate anew, later, the articles that sound different by it.")]
_CSV: Responses = {200: {"content": {"text/csv": {"example": "written,spoken,ipa,match,case_sensitive,language\n"}}}}
_AUDIO: Responses = {200: {"content": {"audio/mpeg": {}}, "description": "The sentence, spoken."}}


@router.get("", responses=PROBLEMS)
def get_lexicon(assembly: AssemblyDep, site: SiteDep) -> LexiconOut:
    """All entries of the site."""
    return _lexicon_out(assembly, site)


@router.put("", responses=PROBLEMS)
def put_lexicon(body: LexiconIn, assembly: AssemblyDep, site: SiteDep, rerender: Rerender = False) -> LexiconOut:
    """Make these the entries of the site; others go.

    An article sounds by them when it is next posted, or at once with `rerender`. Only sentences that an entry
    occurs in are spoken anew, and what was rendered is played until then.
    """
    return _replace(assembly, site, _entries(body.entries), rerender)


@router.post("", responses=PROBLEMS)
def post_lexicon(body: LexiconIn, assembly: AssemblyDep, site: SiteDep, rerender: Rerender = False) -> LexiconOut:
    """Add entries; one for the same `written`, `match`, `case_sensitive` and `language` is replaced."""
    entries = _entries(body.entries)
    with assembly.database.write() as session:
        put_entries(session, site.id, entries)
        if len(lexicon_of(session, site.id)) > MAX_ENTRIES:
            said = f"The lexicon would have more than {MAX_ENTRIES:,} entries: take some away first."
            raise Rejected("body.entries", InvalidEntry(said))
    queued = narrate_again(assembly, site.id, [entry.written for entry in entries]) if rerender else None
    return _lexicon_out(assembly, site, queued)


@router.delete("", status_code=204, responses=PROBLEMS)
def delete_lexicon(assembly: AssemblyDep, site: SiteDep, rerender: Rerender = False) -> None:
    """Take all entries away."""
    _replace(assembly, site, [], rerender)


@router.delete("/", include_in_schema=False)
def delete_nothing() -> None:
    """An id that was left out must not take all entries away."""
    raise LexiconEntryNotFound("The id of the entry is missing.")


@router.delete("/{entry_id}", status_code=204, responses=NOT_FOUND)
def delete_one_entry(entry_id: str, assembly: AssemblyDep, site: SiteDep, rerender: Rerender = False) -> None:
    """Take one entry away."""
    with assembly.database.write() as session:
        written = delete_entry(session, site.id, entry_id)
    if rerender:
        narrate_again(assembly, site.id, [written])


@router.post("/preview", response_class=Response, responses={**_AUDIO, **PROBLEMS})
def preview_entry(body: LexiconPreviewIn, assembly: AssemblyDep, site: SiteDep) -> Response:
    """Speak a sentence by the site's entries and by one that is only tried. Nothing is stored."""
    article = Article((Block(BlockKind.PARAGRAPH, body.sentence),), language=body.language)
    article = replace(article, language=article_language(article))
    voice = choose_voice(assembly, site, article, body.voice, "body")
    with assembly.database.read() as session:
        stored = assembly.lexicons.get(session, site.id).entries
    tried = [_entry(body.entry, "body.entry")] if body.entry else []
    lexicon = Lexicon([*tried, *stored])
    _check_sentence(article, lexicon)
    narrator = narrator_for(assembly.narrators, assembly.voices, voice, article, lexicon)
    with tempfile.TemporaryDirectory(prefix="readcast-") as folder:
        file = Path(folder) / "preview.mp3"
        narrate_to_file(article, narrator, file)
        return Response(file.read_bytes(), media_type="audio/mpeg", headers={"Cache-Control": "no-store"})


csv_router = APIRouter(tags=["lexicon"])


@csv_router.get("/v1/lexicon.csv", response_class=Response, responses={**_CSV, **PROBLEMS})
def get_lexicon_csv(assembly: AssemblyDep, site: SiteDep) -> Response:
    """All entries of the site for a spreadsheet."""
    with assembly.database.read() as session:
        entries = assembly.lexicons.get(session, site.id).entries
    headers = {"Content-Disposition": 'attachment; filename="lexicon.csv"', "Cache-Control": "no-store"}
    # Without the mark spreadsheets take it for another encoding.
    return Response(
        codecs.BOM_UTF8 + lexicon_csv(entries).encode(), media_type="text/csv; charset=utf-8", headers=headers
    )


@csv_router.put("/v1/lexicon.csv", responses=PROBLEMS)
def put_lexicon_csv(
    body: Annotated[bytes, Body(media_type="text/csv", description="As GET gives it, in UTF-8.")],
    assembly: AssemblyDep,
    site: SiteDep,
    rerender: Rerender = False,
) -> LexiconOut:
    """Make the rows of a CSV file the entries of the site; others go."""
    try:
        entries = read_lexicon_csv(body)
    except InvalidEntry as error:
        raise Rejected("body", error) from error
    return _replace(assembly, site, entries, rerender)


def _check_sentence(article: Article, lexicon: Lexicon) -> None:
    """Raises Rejected where there is nothing to say, or too much for a preview."""
    spoken = normalize(article.blocks[0].text, article.language, lexicon.for_language(article.language).rule).text
    if not spoken:
        raise Rejected("body.sentence", EmptyArticle("There is no word in it that can be spoken."))
    if len(spoken) > _LONGEST_PREVIEW:
        said = f"It would be spoken as {len(spoken):,} characters; the limit is {_LONGEST_PREVIEW:,}."
        raise Rejected("body.sentence", ArticleTooLong(said))


def _replace(assembly: Assembly, site: Site, entries: list[LexiconEntry], rerender: bool) -> LexiconOut:
    with assembly.database.write() as session:
        gone = [row.written for row in lexicon_of(session, site.id)]
        replace_entries(session, site.id, entries)
    written = dict.fromkeys([*gone, *(entry.written for entry in entries)])
    queued = narrate_again(assembly, site.id, written) if rerender else None
    return _lexicon_out(assembly, site, queued)


def _entries(given: Iterable[LexiconEntryIn]) -> list[LexiconEntry]:
    return [_entry(entry, f"body.entries.{index}") for index, entry in enumerate(given)]


def _entry(given: LexiconEntryIn, place: str) -> LexiconEntry:
    fields: dict[str, Any] = given.model_dump()
    try:
        return LexiconEntry(**{**fields, "match": Match(given.match)})
    except InvalidEntry as error:
        raise Rejected(place, error) from error


def _lexicon_out(assembly: Assembly, site: Site, queued: int | None = None) -> LexiconOut:
    with assembly.database.read() as session:
        items = [_entry_out(row) for row in lexicon_of(session, site.id)]
    return LexiconOut(items=items, queued=queued)


def _entry_out(row: LexiconRow) -> LexiconEntryOut:
    return LexiconEntryOut(
        id=row.id,
        written=row.written,
        spoken=row.spoken,
        ipa=row.ipa,
        match=row.match,
        case_sensitive=row.case_sensitive,
        language=row.language or None,
    )
