"""From an article and a choice of voice, speed and format to the address of the audio."""

import uuid
from dataclasses import dataclass

from api.articles import article_of
from api.assembly import Assembly
from api.dependencies import Reader
from api.errors import NarrationFailed, Rejected
from api.ingest import choose_voice
from api.takeaways import takeaways_of
from storage.articles import get_article
from storage.errors import ArticleNotFound
from storage.models import Article, Narration, NarrationKind, Priority, Status
from storage.narrations import ensure_narration, get_narration, hurry, narrations_of, stand_in, try_again
from storage.renditions import find_rendition
from tts.audio.speed import check_speed
from tts.errors import EmptyArticle, InvalidSpeed

# How long a request waits for a core before its listener is told to come back.
_PATIENCE_SECONDS = 1.0


@dataclass(frozen=True)
class AudioChoice:
    """What a listener asks for."""

    kind: NarrationKind = NarrationKind.ARTICLE
    voice: str | None = None  # None is the article's voice
    speed: float = 1.0
    format_name: str = "mp3"


@dataclass(frozen=True)
class FoundAudio:
    narration: Narration
    url: str | None  # None while it is being made; a path where this server has the file itself


def public_article(assembly: Assembly, reader: Reader, ref: str) -> Article:
    """The article, unless it is a draft and the public asks. Raises ArticleNotFound."""
    with assembly.database.read() as session:
        article = get_article(session, ref, reader.site.id)
    if article.draft:
        raise ArticleNotFound(f"The article {ref} is a draft: it has no audio yet.")
    return article


def asked_speed(speed: float) -> float:
    """The speed of a query, as `check_speed` rounds it. Raises Rejected."""
    try:
        return check_speed(speed)
    except InvalidSpeed as error:
        raise Rejected("query.speed", error) from error


def find_audio(assembly: Assembly, reader: Reader, article: Article, choice: AudioChoice) -> FoundAudio:
    """Where the audio is; it is rendered if it must be. Raises Rejected and NarrationFailed."""
    speed = asked_speed(choice.speed)
    if choice.kind is NarrationKind.TAKEAWAYS and not takeaways_of(article).items:
        raise Rejected("query.kind", EmptyArticle("This article has no takeaways to read."))
    narration = playable(assembly, _narration(assembly, reader, article, choice))
    if narration.status is Status.FAILED:
        reason = narration.error or ""
        raise NarrationFailed(f"The narration {narration.id} is not to be had: {reason} POST the article to try again.")
    if narration.status is not Status.COMPLETED:
        return FoundAudio(narration, None)
    return FoundAudio(narration, rendition_url(assembly, narration, speed, choice.format_name))


def _narration(assembly: Assembly, reader: Reader, article: Article, choice: AudioChoice) -> Narration:
    voice, known = find_narration(assembly, reader, article, choice.kind, choice.voice)
    if known is not None and known.status is not Status.FAILED:
        listened_to(assembly, known)
        return known
    if known is not None:
        return _tried_again(assembly, known)
    with assembly.database.write() as session:
        narration, _ = ensure_narration(
            session, get_article(session, article.id), choice.kind, voice, Priority.INTERACTIVE
        )
    assembly.queue.submit()
    return narration


def _tried_again(assembly: Assembly, failed: Narration) -> Narration:
    """The narration, in the queue once more where that was long ago: what it failed for may be over."""
    with assembly.database.write() as session:
        queued = try_again(session, failed.id)
        narration = get_narration(session, failed.id)
    if queued:
        assembly.queue.submit()
    return narration


def listened_to(assembly: Assembly, narration: Narration) -> None:
    """If it still waits, it need not wait any longer than others that are listened to."""
    if narration.status is Status.QUEUED and narration.priority < Priority.INTERACTIVE:
        with assembly.database.write() as session:
            hurry(session, narration.id)
        assembly.queue.submit()


def find_narration(
    assembly: Assembly, reader: Reader, article: Article, kind: NarrationKind, voice: str | None
) -> tuple[str, Narration | None]:
    """The voice that reads the article to who asks, and its narration unless nobody asked for it yet.

    `voice` None is the article's. Raises Rejected.
    """
    wanted = voice or article.voice
    # Looked for first: what was rendered stays, though its voice may have been removed.
    known = _known_narration(assembly, article, kind, wanted) if wanted else None
    if known is not None:
        return known.voice, known
    usual = choose_voice(assembly, reader.site, article_of(article), wanted, "query")
    known = _known_narration(assembly, article, kind, usual)
    if known is None and not wanted:  # rendered before the default voice was changed
        known = _completed_narration(assembly, article, kind)
    return (known.voice if known else usual), known


def playable(assembly: Assembly, narration: Narration) -> Narration:
    """The narration, or while it is not there the same words as they were pronounced before the lexicon changed."""
    if narration.status is Status.COMPLETED:
        return narration
    with assembly.database.read() as session:
        return stand_in(session, narration) or narration


def _completed_narration(assembly: Assembly, article: Article, kind: NarrationKind) -> Narration | None:
    """The article as it is now, read by whichever voice was first."""
    with assembly.database.read() as session:
        done = (n for n in narrations_of(session, article) if n.kind == kind and n.status is Status.COMPLETED)
        return next(done, None)


def _known_narration(assembly: Assembly, article: Article, kind: NarrationKind, voice: str) -> Narration | None:
    with assembly.database.read() as session:
        mine = [n for n in narrations_of(session, article) if n.kind == kind and n.voice == voice]
    # One that was canceled with an earlier draft may be asked for again.
    return next((narration for narration in mine if narration.status is not Status.CANCELED), None)


def rendition_url(assembly: Assembly, narration: Narration, speed: float, format_name: str) -> str | None:
    """Where a completed narration's file is; None while somebody else makes it."""
    if format_name == "flac" and speed == 1.0:
        assert narration.master_key is not None
        return object_url(assembly, narration.master_key)
    for _ in range(2):
        with assembly.database.read() as session:
            rendition = find_rendition(session, narration.id, format_name, speed)
        if rendition is not None and rendition.status is Status.COMPLETED and rendition.key:
            return object_url(assembly, rendition.key)
        owner = f"request:{uuid.uuid4().hex}"
        if assembly.renditions.make(narration.id, format_name, speed, owner, _PATIENCE_SECONDS) is None:
            return None  # somebody else is making it just now, or every core is taken
    return None


def object_url(assembly: Assembly, key: str) -> str:
    """A CDN or signed address, or a path of this server."""
    return assembly.audio_store.url(key) or f"/{key}"
