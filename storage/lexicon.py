"""A site's pronunciations as rows, and the articles in which they occur."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final, Protocol

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage.columns import utc_now
from storage.errors import LexiconEntryNotFound
from storage.ids import new_id
from storage.models import Article, LexiconEntry, Site

_AT_ONCE: Final = 500  # ids in a statement: databases limit the values of one
_ARTICLES_AT_ONCE: Final = 50
_SAME: Final = ("written", "match", "case_sensitive", "language")
_HEAD: Final = 3
_SPACE: Final = re.compile(r"\s+")
_PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "\u2010": "-", "\u2011": "-"})


class Entry(Protocol):
    """All that a caller says about a pronunciation. A `language` of None is all languages."""

    @property
    def written(self) -> str: ...
    @property
    def spoken(self) -> str | None: ...
    @property
    def ipa(self) -> str | None: ...
    @property
    def match(self) -> str: ...
    @property
    def case_sensitive(self) -> bool: ...
    @property
    def language(self) -> str | None: ...


def lexicon_of(session: Session, site_id: str) -> list[LexiconEntry]:
    """The site's entries in the order of the alphabet. A row's `language` is "" where it is for all."""
    entries = session.scalars(
        select(LexiconEntry).where(LexiconEntry.site_id == site_id),
        execution_options={"populate_existing": True},  # upserts pass by what the session has read
    )
    # Sorted here, because databases differ in how they sort text.
    return sorted(entries, key=lambda entry: (entry.written.casefold(), *(getattr(entry, name) for name in _SAME)))


def put_entries(session: Session, site_id: str, entries: Iterable[Entry]) -> None:
    """Creates the entries; one for the same written, match, case_sensitive and language takes the place of another.

    Capitals make no other entry, unless they are told apart. Of several such in `entries` the last counts.
    Safe while others put the same ones: one after the other.
    """
    wanted = _by_identity(entries)
    _hold(session, site_id)
    _delete(session, (row.id for row in lexicon_of(session, site_id) if _respelled(row, wanted)))
    _insert(session, site_id, list(wanted.values()))


def replace_entries(session: Session, site_id: str, entries: Iterable[Entry]) -> None:
    """Makes `entries` all that the site has; those that stay keep their ids.

    Of several that replace at once the last wins: what is left is never a mixture.
    """
    wanted = _by_identity(entries)
    _hold(session, site_id)
    there = lexicon_of(session, site_id)
    _delete(session, (row.id for row in there if _identity(row) not in wanted or _respelled(row, wanted)))
    _insert(session, site_id, list(wanted.values()))


def delete_entry(session: Session, site_id: str, entry_id: str) -> str:
    """Deletes the entry; what it was written for. Raises LexiconEntryNotFound."""
    _hold(session, site_id)
    which = delete(LexiconEntry).where(LexiconEntry.site_id == site_id, LexiconEntry.id == entry_id)
    # PostgreSQL refuses the character.
    written: str | None = None if "\0" in entry_id else session.scalar(which.returning(LexiconEntry.written))
    if written is None:
        raise LexiconEntryNotFound(f"There is no lexicon entry {entry_id!r}.")
    return written


def affected_articles(session: Session, site_id: str, written: Iterable[str]) -> list[str]:
    """The ids of the site's articles with one of these strings in title or blocks, or with entries, newest first.

    Small and capital letters, kinds of apostrophes, hyphens and white space are not told apart, and a string
    is found inside of words too. Reads a few articles at a time.
    """
    by_head: dict[str, list[str]] = {}
    for string in {_folded(each) for each in written} - {""}:
        by_head.setdefault(string[:_HEAD], []).append(string)
    articles = (
        select(Article.id, Article.lexicon_hash, Article.title, Article.blocks)
        .where(Article.site_id == site_id)
        .order_by(Article.created_at.desc(), Article.id.desc())
        .execution_options(yield_per=_ARTICLES_AT_ONCE)
    )
    return [
        article_id
        for article_id, lexicon_hash, title, blocks in session.execute(articles)
        # Those that had an entry may have lost it.
        if lexicon_hash or _holds_any("\0".join([title or "", *(block["text"] for block in blocks)]), by_head)
    ]


def _hold(session: Session, site_id: str) -> None:
    """Until this transaction ends others wait to change the site's lexicon, but not to save its articles."""
    session.execute(update(Site).where(Site.id == site_id).values(lexicon_version=Site.lexicon_version + 1))


def _identity(entry: Entry | LexiconEntry) -> tuple[Any, ...]:
    written = entry.written if entry.case_sensitive else entry.written.casefold()
    return written, str(entry.match), entry.case_sensitive, (entry.language or "").casefold()


def _by_identity(entries: Iterable[Entry]) -> dict[tuple[Any, ...], Entry]:
    return {_identity(entry): entry for entry in entries}


def _respelled(row: LexiconEntry, wanted: dict[tuple[Any, ...], Entry]) -> bool:
    """Whether an entry that is wanted is this one in other capitals."""
    same = wanted.get(_identity(row))
    return same is not None and (same.written, same.language or "") != (row.written, row.language)


def _delete(session: Session, ids: Iterable[str]) -> None:
    gone = list(ids)
    for start in range(0, len(gone), _AT_ONCE):
        session.execute(delete(LexiconEntry).where(LexiconEntry.id.in_(gone[start : start + _AT_ONCE])))


def _insert(session: Session, site_id: str, entries: list[Entry]) -> None:
    for start in range(0, len(entries), _AT_ONCE):
        _upsert(session, site_id, entries[start : start + _AT_ONCE])


def _upsert(session: Session, site_id: str, entries: list[Entry]) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    now = utc_now()
    rows = [
        {
            "id": new_id("lex"),
            "site_id": site_id,
            "written": entry.written,
            "spoken": entry.spoken,
            "ipa": entry.ipa,
            "match": str(entry.match),
            "case_sensitive": entry.case_sensitive,
            "language": entry.language or "",
            "created_at": now,
            "updated_at": now,
        }
        for entry in entries
    ]
    insert = dialect.insert(LexiconEntry)
    new = insert.excluded
    changed = or_(LexiconEntry.spoken.is_distinct_from(new.spoken), LexiconEntry.ipa.is_distinct_from(new.ipa))
    update = insert.on_conflict_do_update(
        index_elements=["site_id", *_SAME],
        set_={"spoken": new.spoken, "ipa": new.ipa, "updated_at": new.updated_at},
        where=changed,
    )
    session.execute(update, rows, execution_options={"render_nulls": True})  # one statement for all of them


def _holds_any(text: str, by_head: dict[str, list[str]]) -> bool:
    """Whether one of the strings is in the text; there may be thousands, so only those are tried whose first
    characters are in it."""
    folded = _folded(text)
    for length in {len(head) for head in by_head}:
        heads = {folded[at : at + length] for at in range(len(folded))}
        if any(string in folded for head in heads & by_head.keys() for string in by_head[head]):
            return True
    return False


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).casefold().translate(_PLAIN)
    return _SPACE.sub(" ", plain).strip()
