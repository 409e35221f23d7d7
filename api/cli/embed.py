"""readcast embed: the ways to put an article's audio on a page, ready to paste."""

from enum import StrEnum
from typing import Annotated

import typer

from api.cli.failure import failing_clearly, read_settings
from api.settings import Settings
from api.snippets import Embedded, SnippetsOut, snippets_of
from storage.articles import get_article
from storage.database import Database
from storage.errors import ArticleNotFound
from storage.models import Article
from storage.sites import DEFAULT_SITE
from tts.voices import VoiceCatalogue


class Form(StrEnum):
    """How an article is embedded, with what it is good for."""

    SCRIPT = "script"
    ELEMENT = "element"
    IFRAME = "iframe"
    AMP = "amp"
    AMP_HEAD = "amp-head"
    AUDIO = "audio"
    SHARE = "share"
    OEMBED = "oembed"


_GOOD_FOR = {
    Form.SCRIPT: "the player, where the script stands",
    Form.ELEMENT: "the player as an element of the page",
    Form.IFRAME: "the player in a frame of its own",
    Form.AMP: "the player on an AMP page",
    Form.AMP_HEAD: "what an AMP page needs in its head for it",
    Form.AUDIO: "for pages and mails without script",
    Form.SHARE: "a page to link to",
    Form.OEMBED: "for sites that make players of links",
}


def embed(
    ref: Annotated[str, typer.Argument(help="An article: its id, or external:YOUR_ID.")],
    server: Annotated[
        str | None, typer.Option(help="Address under which readers reach the server (READCAST_PUBLIC_URL).")
    ] = None,
    form: Annotated[Form | None, typer.Option(help="Only this one, and nothing else.")] = None,
    voice: Annotated[str | None, typer.Option(help="An installed voice; else the article's.")] = None,
) -> None:
    """Print what to paste into a page to have an article's audio there."""
    settings = read_settings(public_url=server)
    with failing_clearly():
        base = settings.public_url.rstrip("/")
        if not base.startswith(("https://", "http://")):
            raise ValueError(
                "under which address do readers reach the server? "
                "Say --server https://audio.example, or set READCAST_PUBLIC_URL."
            )
        name = VoiceCatalogue(settings.voices_dir).find(voice).name if voice else None
        article = _article(settings, ref)
        snippets = snippets_of(Embedded(base, article.id, article.title, name))
        _print(snippets, form)


def _article(settings: Settings, ref: str) -> Article:
    database = Database(settings.database)
    try:
        database.migrate()
        with database.read() as session:
            article = get_article(session, ref, DEFAULT_SITE)
    finally:
        database.close()
    if article.draft:
        raise ArticleNotFound(f"The article {ref} is a draft: it has no audio yet.")
    return article


def _print(snippets: SnippetsOut, form: Form | None) -> None:
    values = {each: getattr(snippets, each.value.replace("-", "_")) for each in Form}
    if form is not None:
        if values[form] is None:
            raise ValueError(f"{form.value} needs a server that is reached by https.")
        typer.echo(values[form])
        return
    for each, value in values.items():
        if value is not None:
            typer.secho(f"{each.value}: {_GOOD_FOR[each]}", bold=True)
            typer.echo(f"{value}\n")
