"""The lexicons of sites, read from their rows."""

from sqlalchemy.orm import Session

from storage.lexicon import lexicon_of
from storage.models import LexiconEntry as LexiconRow
from storage.models import Site
from tts.text.lexicon import Lexicon, LexiconEntry, Match


def _entry(row: LexiconRow) -> LexiconEntry:
    return LexiconEntry(row.written, row.spoken, row.ipa, Match(row.match), row.case_sensitive, row.language or None)


class LexiconShelf:
    """Keeps each site's lexicon until it changes: thousands of entries take a second to be made ready.

    Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._lexicons: dict[str, tuple[int, Lexicon]] = {}

    def get(self, session: Session, site_id: str) -> Lexicon:
        """All entries of the site, as `session` sees them."""
        version = session.query(Site.lexicon_version).filter_by(id=site_id).scalar()
        known = self._lexicons.get(site_id)
        if known is None or known[0] != version:
            known = version, Lexicon(_entry(row) for row in lexicon_of(session, site_id))
            self._lexicons[site_id] = known
        return known[1]
