"""The addresses under which things are found, and answers that hold them."""

from fastapi import Request

from api.assembly import Assembly
from api.narration_urls import narration_urls
from api.schemas import ArticleOut, ArticleStatus, ArticleUrls, NarrationOut
from storage.models import Article, Narration


def base_url(request: Request, assembly: Assembly) -> str:
    """Scheme and host under which readers reach this server, without a slash at the end."""
    return (assembly.settings.public_url or str(request.base_url)).rstrip("/")


def absolute(base: str, address: str) -> str:
    """The address with scheme and host, where it is a path of this server."""
    return f"{base}{address}" if address.startswith("/") else address


def article_out(base: str, article: Article, narrations: list[Narration], default_voice: str) -> ArticleOut:
    home = f"{base}/v1/articles/{article.id}"
    urls = ArticleUrls(
        self=home,
        audio=f"{home}/audio",
        takeaways=f"{home}/takeaways",
        transcript=f"{home}/transcript.vtt",
        embed=f"{base}/embed/{article.id}",
        share=f"{base}/listen/{article.id}",
        snippets=f"{home}/embed",
    )
    return ArticleOut(
        id=article.id,
        external_id=article.external_id,
        source_url=article.source_url,
        title=article.title,
        byline=article.byline,
        language=article.language,
        published_at=article.published_at,
        content_hash=article.content_hash,
        status=_status(article, narrations, default_voice),
        narrations=[narration_out(base, narration) for narration in narrations],
        urls=urls,
    )


def narration_out(base: str, narration: Narration) -> NarrationOut:
    return NarrationOut(
        id=narration.id,
        voice=narration.voice,
        kind=narration.kind.value,
        status=narration.status.value,
        progress=1.0 if narration.status == "completed" else narration.progress,
        duration=narration.duration,
        error=narration.error,
        urls=narration_urls(base, narration.id, narration.article_id, narration.voice, narration.kind),
    )


def _status(article: Article, narrations: list[Narration], default_voice: str) -> ArticleStatus:
    """That of the article itself in its own voice or the default one, or else in the voice that read it first."""
    if article.draft:
        return "draft"
    own = [narration for narration in narrations if narration.kind == "article"]
    asked = [narration for narration in own if narration.voice == (article.voice or default_voice)]
    return (asked or own)[0].status.value if own else "queued"
