"""The values that columns take."""

from enum import IntEnum, StrEnum


class Status(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"


class Priority(IntEnum):
    """Who waits for a narration; the higher is rendered sooner."""

    BATCH = 0  # nobody yet
    SOON = 5  # whoever hears another narration of the article now, perhaps
    INTERACTIVE = 10  # a listener


class NarrationKind(StrEnum):
    ARTICLE = "article"
    TAKEAWAYS = "takeaways"
