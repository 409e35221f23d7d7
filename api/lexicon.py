"""A site's lexicon, read from its rows."""

from sqlalchemy.orm import Session

from storage.lexicon import lexicon_of
from storage.models import LexiconEntry as LexiconRow
from tts.text.lexicon import Lexicon, LexiconEntry, Match


def entry_of(row: LexiconRow) -> LexiconEntry:
    return LexiconEntry(row.written, row.spoken, row.ipa, Match(row.match), row.case_sensitive, row.language or None)


def site_lexicon(session: Session, site_id: str) -> Lexicon:
    """All entries of the site."""
    return Lexicon(entry_of(row) for row in lexicon_of(session, site_id))
