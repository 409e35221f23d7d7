"""Where a batch's articles come from: one source a file, each an iterator of entries that is read lazily."""

from api.sources.entry import Entry, SourceUnreadable
from api.sources.open import Source, open_source

__all__ = ["Entry", "Source", "SourceUnreadable", "open_source"]
