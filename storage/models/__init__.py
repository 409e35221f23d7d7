"""The tables. All times are aware and in UTC."""

from storage.models.articles import Article, Narration, NarrationPart, Rendition
from storage.models.base import Base, Leased
from storage.models.batches import Batch, BatchItem, BatchPart
from storage.models.kinds import NarrationKind, Priority, Status
from storage.models.listening import ListeningDay
from storage.models.sites import ApiKey, LexiconEntry, Site
from storage.models.watched_feeds import WatchedEntry, WatchedFeed
from storage.models.webhooks import Delivery, Webhook

__all__ = [
    "ApiKey",
    "Article",
    "Base",
    "Batch",
    "BatchItem",
    "BatchPart",
    "Delivery",
    "Leased",
    "LexiconEntry",
    "ListeningDay",
    "Narration",
    "NarrationKind",
    "NarrationPart",
    "Priority",
    "Rendition",
    "Site",
    "Status",
    "WatchedEntry",
    "WatchedFeed",
    "Webhook",
]
