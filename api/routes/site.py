"""The site: what a publisher has set for all of its articles."""

from typing import Any

from fastapi import APIRouter

from api.assembly import Assembly
from api.dependencies import AssemblyDep, SiteDep
from api.errors import Rejected
from api.routes.responses import PROBLEMS
from api.site_schemas import SiteIn, SiteOut
from storage.models import Site
from storage.sites import change_site
from tts.errors import InvalidSelector, VoiceError
from tts.text.reading_options import check_selector

router = APIRouter(prefix="/v1/site", tags=["site"])


@router.get("", responses=PROBLEMS)
def get_site(site: SiteDep) -> SiteOut:
    """The settings of the key's site."""
    return _site_out(site)


@router.patch("", responses=PROBLEMS)
def patch_site(body: SiteIn, assembly: AssemblyDep, site: SiteDep) -> SiteOut:
    """Change settings; what is left out stays. They are for articles that are posted from now on."""
    changes = body.model_dump(exclude_unset=True)
    _check(assembly, changes)
    with assembly.database.write() as session:
        changed = change_site(session, site.id, **changes)
        return _site_out(changed)


def _check(assembly: Assembly, changes: dict[str, Any]) -> None:
    """Raises Rejected for a selector or a voice that could never work."""
    for name in ("include_selectors", "exclude_selectors"):
        for index, selector in enumerate(changes.get(name) or ()):
            try:
                check_selector(selector)
            except InvalidSelector as error:
                raise Rejected(f"body.{name}.{index}", error) from error
    if changes.get("default_voice"):
        try:
            changes["default_voice"] = assembly.voices.find(changes["default_voice"]).name
        except VoiceError as error:
            raise Rejected("body.default_voice", error) from error


def _site_out(site: Site) -> SiteOut:
    return SiteOut(
        id=site.id,
        title=site.title,
        default_voice=site.default_voice,
        include_selectors=site.include_selectors,
        exclude_selectors=site.exclude_selectors,
        table_note=site.table_note,
        code_note=site.code_note,
        takeaways_intro=site.takeaways_intro,
        embed_origins=site.embed_origins,
    )
