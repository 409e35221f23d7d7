"""Articles narrated anew because their site's lexicon changed."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from api.articles import article_of
from api.assembly import Assembly
from storage.articles import get_article, hold_article
from storage.errors import ArticleNotFound
from storage.lexicon import affected_articles
from storage.models import Article, Status
from storage.narrations import UNFINISHED, cancel_superseded, ensure_narration, narrations_of
from tts.text.lexicon import Lexicon

# After whatever a listener or an editor waits for.
_LATER = -1


def narrate_again(assembly: Assembly, site_id: str, written: Iterable[str]) -> int:
    """Queue what entries for these spellings make sound different; the number of narrations.

    What was rendered is played until the new narration is there. Doing it twice does nothing more. It takes some
    milliseconds an article in which an entry occurs, or did.
    """
    with assembly.database.read() as session:
        found = affected_articles(session, site_id, list(written))
    queued = sum(_narrate_again(assembly, article_id) for article_id in found if _differs(assembly, article_id))
    if queued:
        assembly.queue.submit()
    return queued


def _differs(assembly: Assembly, article_id: str) -> bool:
    """Asked without holding anything, because most articles sound as before."""
    with assembly.database.read() as session:
        try:
            row = get_article(session, article_id)
        except ArticleNotFound:  # deleted meanwhile
            return False
        return not row.draft and _lexicon(assembly, session, row).key != row.lexicon_hash


def _narrate_again(assembly: Assembly, article_id: str) -> int:
    with assembly.database.write() as session:
        row = hold_article(session, article_id)
        if row is None or row.draft:
            return 0
        lexicon = _lexicon(assembly, session, row)
        if lexicon.key == row.lexicon_hash:
            return 0
        # Who waits keeps its place; what failed has another try.
        read = [
            (n.kind, n.voice, n.priority if n.status in UNFINISHED else _LATER)
            for n in narrations_of(session, row)
            if n.status is not Status.CANCELED
        ]
        row.lexicon, row.lexicon_hash = lexicon.as_json(), lexicon.key
        session.flush()
        cancel_superseded(session, row)
        return sum(ensure_narration(session, row, kind, voice, priority)[1] for kind, voice, priority in read)


def _lexicon(assembly: Assembly, session: Session, row: Article) -> Lexicon:
    return assembly.lexicons.get(session, row.site_id).occurring_in(article_of(row))
