"""Articles narrated anew because their site's lexicon changed."""

from collections.abc import Iterable

from api.articles import article_of
from api.assembly import Assembly
from api.lexicon import site_lexicon
from storage.articles import get_article
from storage.errors import ArticleNotFound
from storage.lexicon import affected_articles
from storage.narrations import GIVEN_UP, cancel_superseded, ensure_narration, narrations_of
from tts.text.lexicon import Lexicon

# After whatever a listener or an editor waits for.
_LATER = -1


def narrate_again(assembly: Assembly, site_id: str, written: Iterable[str]) -> int:
    """Queue what entries for these spellings make sound different; the number of narrations.

    What was rendered is played until the new narration is there. Doing it twice does nothing more.
    """
    with assembly.database.read() as session:
        lexicon = site_lexicon(session, site_id)
        found = affected_articles(session, site_id, list(written))
    queued = sum(_narrate_again(assembly, article_id, lexicon) for article_id in found)
    if queued:
        assembly.queue.submit()
    return queued


def _narrate_again(assembly: Assembly, article_id: str, lexicon: Lexicon) -> int:
    with assembly.database.write() as session:
        try:
            row = get_article(session, article_id)
        except ArticleNotFound:  # deleted meanwhile
            return 0
        lexicon_hash = lexicon.hash_for(article_of(row))
        if row.draft or row.lexicon_hash == lexicon_hash:
            return 0
        read = [(n.kind, n.voice) for n in narrations_of(session, row) if n.status not in GIVEN_UP]
        row.lexicon_hash = lexicon_hash
        session.flush()
        cancel_superseded(session, row)
        return sum(ensure_narration(session, row, kind, voice, _LATER)[1] for kind, voice in read)
